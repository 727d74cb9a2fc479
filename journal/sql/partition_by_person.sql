-- Cut the journal's tables by person, into hash partitions of walker_id. For PostgreSQL 15 or newer,
-- after `manage.py migrate`, with the site stopped: psql --single-transaction --file=this "$DATABASE_URL"
--
-- Each table is made again with the same columns, checks, indexes and foreign keys under the same
-- names, so that later migrations find what they look for. What changes: the primary key becomes
-- (walker_id, id), because a unique key of a partitioned table must contain what it is cut by.
-- Why and what else was tried: docs/decisions/0001-journal-tables-by-person.md

DO $$
DECLARE
    partitions CONSTANT integer := 16;
    of_a_person CONSTANT text[] := ARRAY['journal_walk', 'journal_programme', 'journal_suggestion'];
    name text;
    whole text;
    definition text;
    definitions text[];
BEGIN
    FOREACH name IN ARRAY of_a_person LOOP
        whole := name || '_whole';
        -- Unique and foreign keys, then the indexes that no constraint has made.
        SELECT array_agg(format('ALTER TABLE %I ADD CONSTRAINT %I %s', name, conname,
                                -- PostgreSQL 15 can defer foreign keys to the end of a transaction
                                -- on a partitioned table, as Django asks.
                                pg_get_constraintdef(oid)))
          INTO definitions
          FROM pg_constraint WHERE conrelid = name::regclass AND contype IN ('u', 'f');
        definitions := definitions || ARRAY(
            SELECT pg_get_indexdef(indexrelid) FROM pg_index
             WHERE indrelid = name::regclass
               AND indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE conrelid = name::regclass)
        );

        EXECUTE format('ALTER TABLE %I RENAME TO %I', name, whole);
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING CONSTRAINTS)'
                       ' PARTITION BY HASH (walker_id)', name, whole);
        FOR part IN 0 .. partitions - 1 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
                           name || '_' || part, name, partitions, part);
        END LOOP;
        EXECUTE format('INSERT INTO %I OVERRIDING SYSTEM VALUE SELECT * FROM %I', name, whole);
        EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, ''id''), (SELECT coalesce(max(id), 0) + 1 FROM %I), false)',
                       name, whole);
        EXECUTE format('DROP TABLE %I', whole);
        EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (walker_id, id)', name);
        FOREACH definition IN ARRAY definitions LOOP
            EXECUTE definition;
        END LOOP;
    END LOOP;
END
$$;
