-- Schema 1: one database for a study (`--db`) and for runners' histories. PRAGMA user_version holds the number of the schema.
-- Nothing that decides a result is worked out here: every figure is the one that the JSON output and --steps show.
-- NULL is not known, never 0. Times ending in _s are seconds on the session's own axis. Dates are ISO 8601 text.

-- People. A study's subjects stand here as well. The empty name: nobody was named.
CREATE TABLE runners (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL UNIQUE CHECK (length(name) <= 200)
);

-- One run. What a person tells (name, effort, notes, a distance) stays when the recording is analysed anew.
CREATE TABLE sessions (
  id              INTEGER PRIMARY KEY,
  runner_id       INTEGER NOT NULL REFERENCES runners (id) ON DELETE CASCADE,
  content         TEXT NOT NULL,              -- SHA-256 of the recordings (of a study: and of the session's name); a duplicate is known by it
  made            TEXT NOT NULL DEFAULT '',   -- SHA-256 of the analysis, so that the same one is not stored twice
  name            TEXT NOT NULL DEFAULT '',
  condition       TEXT NOT NULL DEFAULT '',   -- of a study
  status          TEXT NOT NULL CHECK (status IN ('done', 'no_running', 'failed', 'listed')),  -- listed: a row of a list, without a recording
  why             TEXT,                       -- of a session that failed
  start_utc       TEXT,                       -- as the recording says
  day             TEXT,                       -- the runner's date; NULL where nobody knows it
  minute          INTEGER CHECK (minute BETWEEN 0 AND 1439),  -- of that day
  distance_km     REAL CHECK (distance_km >= 0),
  distance_told   INTEGER NOT NULL DEFAULT 0 CHECK (distance_told IN (0, 1)),
  minutes         REAL CHECK (minutes >= 0),  -- of running
  effort          TEXT CHECK (effort IN ('easy', 'steady', 'hard')),
  speed_mps       REAL,
  speed_u_mps     REAL,                       -- standard uncertainty
  speed_method    TEXT,
  contacts        INTEGER NOT NULL DEFAULT 0, -- how many were found, also where their rows are not kept
  version         TEXT,                       -- of runform
  command         TEXT,
  notes           TEXT NOT NULL DEFAULT '',
  UNIQUE (runner_id, content)
);
CREATE INDEX sessions_by_day ON sessions (runner_id, day, minute, id);

-- What was worn. `sensor` is the word that contacts and notices use: foot_left, pelvis.
CREATE TABLE sensors (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  idx        INTEGER NOT NULL,
  sensor     TEXT NOT NULL,
  placement  TEXT NOT NULL,
  side       TEXT,
  assumed    INTEGER NOT NULL,                -- 1: nobody said where it was worn; the signal was asked
  placed_by  TEXT,
  input      TEXT,                            -- name of the file
  rate_hz    REAL,
  samples    INTEGER NOT NULL,
  first_t_s  REAL,
  last_t_s   REAL,
  gyro       INTEGER NOT NULL,
  gaps       INTEGER NOT NULL,
  dropped    INTEGER NOT NULL,
  clipped    INTEGER NOT NULL,
  stood      INTEGER NOT NULL,                -- 1: a standing pose was found and is used
  format     TEXT,
  rows       INTEGER,
  bad_rows   INTEGER,
  PRIMARY KEY (session_id, idx)
) WITHOUT ROWID;

-- One row a contact, in order of time: the columns of --steps.
CREATE TABLE contacts (
  session_id                 INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  idx                        INTEGER NOT NULL,
  ic_t_s                     REAL NOT NULL,
  tc_t_s                     REAL,
  side                       TEXT,
  contact_ms                 REAL,
  flight_ms                  REAL,
  step_ms                    REAL,
  stride_ms                  REAL,
  cadence_spm                REAL,
  stride_length_m            REAL,
  speed_mps                  REAL,
  shank_angle_ic_deg         REAL,
  foot_angle_ic_deg          REAL,
  knee_flexion_ic_deg        REAL,
  knee_flexion_stance_max_deg REAL,
  foot_ahead_of_pelvis_m     REAL,
  pelvic_tilt_deg            REAL,
  trunk_lean_deg             REAL,
  lumbar_extension_deg       REAL,
  vertical_oscillation_m     REAL,
  grade_pct                  REAL,
  turn_radius_m              REAL,
  confidence                 REAL,
  PRIMARY KEY (session_id, idx)
) WITHOUT ROWID;

-- Stretches of running.
CREATE TABLE bouts (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  idx        INTEGER NOT NULL,
  from_s     REAL NOT NULL,
  to_s       REAL NOT NULL,
  contacts   INTEGER NOT NULL,
  PRIMARY KEY (session_id, idx)
) WITHOUT ROWID;

-- Instants that somebody marked while it was recorded.
CREATE TABLE markers (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  idx        INTEGER NOT NULL,
  t_s        REAL NOT NULL,
  by         TEXT,
  PRIMARY KEY (session_id, idx)
) WITHOUT ROWID;

-- The session's figures: lo and hi are the 90 % interval, n the steps or strides that it rests on. told 0: value is NULL and why says what is missing.
CREATE TABLE metrics (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  metric     TEXT NOT NULL,
  value      REAL,
  lo         REAL,
  hi         REAL,
  unit       TEXT NOT NULL,
  n          INTEGER NOT NULL,
  method     TEXT,
  told       INTEGER NOT NULL CHECK (told IN (0, 1)),
  why        TEXT,
  PRIMARY KEY (session_id, metric),
  CHECK (told = (value IS NOT NULL))
) WITHOUT ROWID;
CREATE INDEX metrics_by_metric ON metrics (metric, session_id, value, lo, hi, n) WHERE told = 1;

-- The patterns, judged. evidence, stretches, sources and confounders are JSON arrays; views take them apart.
CREATE TABLE findings (
  session_id   INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  pattern      TEXT NOT NULL,
  title        TEXT NOT NULL,
  status       TEXT NOT NULL CHECK (status IN ('flagged', 'watch', 'clear', 'cannot_tell')),
  why          TEXT NOT NULL,
  plain        TEXT,                          -- the same in plain words
  value        REAL,
  lo           REAL,
  hi           REAL,
  unit         TEXT,
  threshold    REAL,
  strides      INTEGER,
  strides_seen INTEGER,
  evidence     TEXT NOT NULL DEFAULT '[]',    -- seconds of strides to look at
  stretches    TEXT NOT NULL DEFAULT '[]',    -- from_s, to_s, context
  grade        TEXT,                          -- lab, clinic or proxy
  sources      TEXT NOT NULL DEFAULT '[]',
  cue          TEXT,
  confounders  TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY (session_id, pattern)
) WITHOUT ROWID;
CREATE INDEX findings_by_pattern ON findings (pattern, status, session_id);

-- What was noticed about the recording, and what was done about it.
CREATE TABLE notices (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  idx        INTEGER NOT NULL,
  code       TEXT NOT NULL,
  sensor     TEXT,
  t_s        REAL,
  count      INTEGER NOT NULL,
  metrics    TEXT NOT NULL,                   -- the metrics it touches, separated by spaces
  text       TEXT NOT NULL,
  PRIMARY KEY (session_id, idx)
) WITHOUT ROWID;

-- Thresholds that were overruled; all others are those of sessions.version.
CREATE TABLE thresholds (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  pattern    TEXT NOT NULL,
  metric     TEXT NOT NULL,
  threshold  REAL,
  unit       TEXT,
  PRIMARY KEY (session_id, pattern, metric)
) WITHOUT ROWID;

-- Pain from 0 (none) to 10 (the worst), as the runner tells it. With a session, or of a day without one.
CREATE TABLE pain_log (
  id           INTEGER PRIMARY KEY,
  runner_id    INTEGER NOT NULL REFERENCES runners (id) ON DELETE CASCADE,
  session_id   INTEGER UNIQUE REFERENCES sessions (id) ON DELETE CASCADE,
  day          TEXT,
  before       REAL CHECK (before BETWEEN 0 AND 10),
  during       REAL CHECK (during BETWEEN 0 AND 10),
  after        REAL CHECK (after BETWEEN 0 AND 10),
  sitting      REAL CHECK (sitting BETWEEN 0 AND 10),
  next_morning REAL CHECK (next_morning BETWEEN 0 AND 10),
  text         TEXT NOT NULL DEFAULT '',
  CHECK (session_id IS NOT NULL OR day IS NOT NULL)
);
CREATE INDEX pain_log_by_day ON pain_log (runner_id, day, id);

-- Where it is, what it is like, what makes it worse, and the signs that send to a clinician: words of the notes (src/history/notes.def).
CREATE TABLE pain_words (
  pain_id INTEGER NOT NULL REFERENCES pain_log (id) ON DELETE CASCADE,
  kind    TEXT NOT NULL CHECK (kind IN ('place', 'kind', 'worse', 'flags', 'side')),
  word    TEXT NOT NULL,
  PRIMARY KEY (pain_id, kind, word)
) WITHOUT ROWID;

-- Files that belong to a session, such as its report; bytes are deflated (zlib), length is that of the file itself.
CREATE TABLE documents (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  length     INTEGER NOT NULL,
  bytes      BLOB NOT NULL,
  PRIMARY KEY (session_id, name)
);
