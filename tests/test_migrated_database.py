"""A change in a migration makes the kept copy of the migrated database old."""

from tests.migrated_database import ROOT, digest_of_migrations


def test_another_migration_or_another_text_of_one_is_another_database(tmp_path):
    folder = tmp_path / "articles/migrations"
    folder.mkdir(parents=True)
    digests = [digest_of_migrations(tmp_path)]
    for name, text in (("0001_initial", "1"), ("0001_initial", "2"), ("0002_more", "3")):
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
        digests.append(digest_of_migrations(tmp_path))
    assert len(set(digests)) == 4
    assert digest_of_migrations() == digest_of_migrations(ROOT)
