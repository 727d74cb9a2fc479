-- Cut the journal's tables by person, into hash partitions of walker_id. For PostgreSQL 15 or newer,
-- once, after `manage.py migrate`, with the site stopped:
--
--     manage.py dbshell < journal/sql/partition_by_person.sql
--
-- Each table is made again with the same columns, checks, keys and indexes under the same names, so
-- that later migrations find what they look for. One thing changes: the key (walker_id, id) becomes
-- the primary one, because a unique key of a partitioned table must contain what the table is cut by.
-- Reasons, and what else was tried: docs/decisions/0001-journal-tables-by-person.md

DO $$
DECLARE
    partitions CONSTANT integer := 16;
    name text;
    whole text;
    definition text;
    definitions text[];
BEGIN
    FOREACH name IN ARRAY ARRAY(
        SELECT c.relname::text
          FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'walker_id'
         WHERE c.relkind = 'r' AND NOT c.relispartition AND c.relname LIKE 'journal\_%'
         ORDER BY c.relname) LOOP
        whole := name || '_whole';

        -- Unique and foreign keys, then the indexes that belong to none of them.
        SELECT array_agg(format('ALTER TABLE %I ADD CONSTRAINT %I %s', name, conname, replace(
                   pg_get_constraintdef(oid), 'UNIQUE (walker_id, id)', 'PRIMARY KEY (walker_id, id)')))
          INTO definitions
          FROM pg_constraint
         WHERE conrelid = name::regclass AND contype IN ('u', 'f');
        definitions := definitions || ARRAY(
            SELECT pg_get_indexdef(indexrelid)
              FROM pg_index
             WHERE indrelid = name::regclass AND indexrelid NOT IN (
                   SELECT conindid FROM pg_constraint WHERE conrelid = name::regclass));

        EXECUTE format('ALTER TABLE %I RENAME TO %I', name, whole);
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING IDENTITY'
                       ' INCLUDING CONSTRAINTS) PARTITION BY HASH (walker_id)', name, whole);
        FOR part IN 0 .. partitions - 1 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
                           name || '_' || part, name, partitions, part);
        END LOOP;
        EXECUTE format('INSERT INTO %I SELECT * FROM %I', name, whole);
        EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, ''id''), coalesce(max(id), 0) + 1, false)'
                       ' FROM %I', name, whole);
        EXECUTE format('DROP TABLE %I', whole);
        FOREACH definition IN ARRAY definitions LOOP
            EXECUTE definition;
        END LOOP;
    END LOOP;
END
$$;
