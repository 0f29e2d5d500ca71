-- A profile's database as version 1 of the tables wrote it: two reports filed as files.
PRAGMA application_id = 1380336212;
PRAGMA user_version = 1;
PRAGMA foreign_keys = OFF;
BEGIN TRANSACTION;
CREATE TABLE account (
        id BLOB PRIMARY KEY NOT NULL,
        position INTEGER NOT NULL,       -- the person's own order
        label TEXT NOT NULL,
        address TEXT NOT NULL,
        display_name TEXT,
        auth_user TEXT,
        registrar TEXT,
        outbound_proxy TEXT,
        wire TEXT NOT NULL,
        registers INTEGER NOT NULL,
        enabled INTEGER NOT NULL,
        lifetime_s INTEGER NOT NULL,
        ca_file TEXT,
        is_demo INTEGER NOT NULL
    ) STRICT;
CREATE TABLE call_record (
        id BLOB PRIMARY KEY NOT NULL,
        account BLOB NOT NULL,           -- the account may be gone
        direction TEXT NOT NULL,
        name TEXT,
        number TEXT NOT NULL,
        uri TEXT NOT NULL,
        started_at INTEGER NOT NULL,     -- microseconds since 1970, as all moments here
        answered_at INTEGER,
        ended_at INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        cause TEXT NOT NULL,
        ended_by TEXT NOT NULL,
        status INTEGER,
        codec TEXT,
        sent INTEGER, received INTEGER, lost INTEGER, jitter_ms INTEGER,
        round_trip_ms INTEGER, buffer_ms INTEGER, remote_loss_permille INTEGER,
        is_new INTEGER NOT NULL,         -- missed, and not looked at
        words TEXT NOT NULL              -- name, number and address in small letters, for searching
    ) STRICT;
CREATE TABLE evidence (
        report BLOB NOT NULL REFERENCES report (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (report, position)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "evidence" VALUES(X'5288576D344F4F23A0EF3DD0901F55E1',0,'registrations.txt','of version 1
');
INSERT INTO "evidence" VALUES(X'5288576D344F4F23A0EF3DD0901F55E1',1,'sound-devices.txt','of version 1
');
INSERT INTO "evidence" VALUES(X'5288576D344F4F23A0EF3DD0901F55E1',2,'machine.txt','of version 1
');
INSERT INTO "evidence" VALUES(X'9964CF0E1B284C48874BA2592EC0C455',0,'registrations.txt','of version 1
');
INSERT INTO "evidence" VALUES(X'9964CF0E1B284C48874BA2592EC0C455',1,'sound-devices.txt','of version 1
');
INSERT INTO "evidence" VALUES(X'9964CF0E1B284C48874BA2592EC0C455',2,'machine.txt','of version 1
');
CREATE TABLE report (
        id BLOB PRIMARY KEY NOT NULL,
        created_at INTEGER NOT NULL,
        what TEXT NOT NULL,
        affects TEXT NOT NULL,
        works TEXT NOT NULL,
        class TEXT NOT NULL,
        rule TEXT NOT NULL,
        state TEXT NOT NULL,
        failures INTEGER NOT NULL,
        retry_at INTEGER,
        trouble TEXT,
        trouble_status INTEGER,
        trouble_words TEXT,
        trouble_retry_after_ms INTEGER,
        reference TEXT,
        link TEXT,
        pause_reason TEXT
    ) STRICT;
INSERT INTO "report" VALUES(X'9964CF0E1B284C48874BA2592EC0C455',1795358581119849,'One-way audio since this morning','several','partly','FK3','impairment-for-several','filed',0,NULL,NULL,NULL,NULL,NULL,'20261122-1443-9964cf0e','/home/person/reports/20261122-1443-9964cf0e',NULL);
INSERT INTO "report" VALUES(X'5288576D344F4F23A0EF3DD0901F55E1',1795358581816241,'How do I park a call?','only-me','question','FK4','question','filed',0,NULL,NULL,NULL,NULL,NULL,'20261122-1443-5288576d','/home/person/reports/20261122-1443-5288576d',NULL);
CREATE TABLE setting (
        key TEXT PRIMARY KEY NOT NULL,
        value TEXT NOT NULL              -- JSON
    ) STRICT, WITHOUT ROWID;
INSERT INTO "setting" VALUES('instance','"28dd7979-4824-4ce2-87e1-903e45d6d5dc"');
CREATE INDEX call_record_by_time ON call_record (started_at DESC, id DESC);
CREATE INDEX call_record_by_direction ON call_record (direction, started_at DESC, id DESC);
CREATE INDEX call_record_missed ON call_record (started_at DESC, id DESC)
        WHERE outcome = 'missed';
CREATE INDEX call_record_new ON call_record (is_new) WHERE is_new = 1;
CREATE INDEX report_unfiled ON report (created_at)
        WHERE state IN ('queued', 'creating', 'attaching');
COMMIT;
