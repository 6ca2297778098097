PRAGMA application_id = 1920298598;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE bouts (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  idx        INTEGER NOT NULL,
  from_s     REAL NOT NULL,
  to_s       REAL NOT NULL,
  contacts   INTEGER NOT NULL,
  PRIMARY KEY (session_id, idx)
) WITHOUT ROWID;
INSERT INTO "bouts" VALUES(1,0,4.993,11.75,19);
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
INSERT INTO "contacts" VALUES(1,0,4.993,5.2803,'right',287.4,77.1,364.5,726.6,165.15,NULL,NULL,NULL,NULL,NULL,NULL,NULL,5.52,NULL,NULL,0.1071,NULL,NULL,0.95);
INSERT INTO "contacts" VALUES(1,1,5.3574,5.6447,'left',287.3,74.8,362.1,723.8,165.8,NULL,NULL,NULL,NULL,NULL,NULL,NULL,5.92,NULL,NULL,0.1058,NULL,NULL,0.95);
INSERT INTO "contacts" VALUES(1,2,5.7195,6.0035,'right',284.0,77.7,361.7,726.4,165.21,NULL,NULL,NULL,NULL,NULL,NULL,NULL,5.62,NULL,NULL,0.1029,NULL,NULL,0.95);
CREATE TABLE documents (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  length     INTEGER NOT NULL,
  bytes      BLOB NOT NULL,
  PRIMARY KEY (session_id, name)
);
INSERT INTO "documents" VALUES(1,'a.txt',5,X'789CCB48CDC9C90700062C0215');
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
INSERT INTO "findings" VALUES(1,'fast_overstride','Landing far ahead when fast','cannot_tell','A pelvis sensor alone does not say who lands far ahead: of 17 measures tried none did (at most 17 % of the differences at equal speed). Wear a sensor on the shank, and stand still for 3 s first.','A pelvis sensor alone does not say who lands far ahead: of 17 measures tried none did (at most 17 % of the differences at equal speed). Wear a sensor on the shank, and stand still for 3 s first.',NULL,NULL,NULL,'deg',NULL,0,0,'[]','[]','clinic','["High hamstring pain in distance runners (a running-form coach''s article, Radiant Running)","Seynders 2020, Top 5 Running Injuries: Proximal Hamstring and Buttock Pain","Fukuchi, Fukuchi, Duarte 2017, doi 10.7717/peerj.3298 (norm: 26 healthy runners on a treadmill)","Chumanov 2007 (hamstring load grows with speed)","Schache 2012 (hamstring load grows with speed)"]',NULL,'["speed estimated from the same steps","short sprints with too few strides"]');
INSERT INTO "findings" VALUES(1,'hamstring_first','Hamstring before glute','cannot_tell','Motion sensors do not see muscles. It takes EMG of gluteus maximus and biceps femoris beside them.','Motion sensors do not see muscles. It takes EMG of gluteus maximus and biceps femoris beside them.',NULL,NULL,NULL,'ms',NULL,0,0,'[]','[]','clinic','["Hamstring Pain in Runners (a sports-medicine clinic''s page on upper hamstring pain)","Persistent sore hamstrings (a reader''s question and a therapist''s answer, 2016)","Seynders 2020, Top 5 Running Injuries: Proximal Hamstring and Buttock Pain","Hodges and Bui 1996 (onset of an EMG)"]',NULL,'["electrodes that pick up the neighbouring muscle","an onset whose time is uncertain by more than the difference"]');
INSERT INTO "findings" VALUES(1,'hips_back','Hips left behind','cannot_tell','Strides with a figure for Pelvic tilt from standing: 17; 20 are needed to call it a habit.','Strides with a figure for Pelvic tilt from standing: 17; 20 are needed to call it a habit.',NULL,NULL,NULL,'deg',NULL,0,0,'[]','[]','clinic','["High hamstring pain in distance runners (a running-form coach''s article, Radiant Running)","Fukuchi, Fukuchi, Duarte 2017, doi 10.7717/peerj.3298 (norm: 26 healthy runners on a treadmill)"]',NULL,'["a belt that tips forward with the clothing","running uphill","an arched standing pose"]');
INSERT INTO "findings" VALUES(1,'little_lean','Hardly any lean','cannot_tell','No worn sensor sees the trunk. Wear one there, and stand still for 3 s before running.','No worn sensor sees the trunk. Wear one there, and stand still for 3 s before running.',NULL,NULL,NULL,'deg',NULL,0,0,'[]','[]','clinic','["High hamstring pain in distance runners (a running-form coach''s article, Radiant Running)","Sugimoto 2019, doi 10.3390/sports7090210 (hamstring-injured runners landed further ahead and leaned 1.6 deg less; seen afterwards)"]',NULL,'["a standing pose that already leans","running downhill"]');
INSERT INTO "findings" VALUES(1,'load_jump','A jump in load','cannot_tell','A list of sessions is needed: --history LIST.csv.','A list of sessions is needed: --history LIST.csv.',NULL,NULL,NULL,'%',NULL,0,0,'[]','[]','lab','["Seynders 2020, Top 5 Running Injuries: Proximal Hamstring and Buttock Pain","Acupuncture for High Hamstring Strain aka Runner''s Butt (a clinic''s blog)","Frandsen 2025, doi 10.1136/bjsports-2024-109380 (sessions longer than the longest of 30 days; observational)"]',NULL,'["sessions missing from the list","distance measured differently"]');
INSERT INTO "findings" VALUES(1,'low_cadence','Low cadence for the speed','cannot_tell','Strides with a cadence: 18; 20 are needed to call it a habit.','Strides with a cadence: 18; 20 are needed to call it a habit.',166.686625,165.289197,168.084053,'spm',NULL,0,0,'[]','[]','lab','["Seynders 2020, Top 5 Running Injuries: Proximal Hamstring and Buttock Pain","Fukuchi, Fukuchi, Duarte 2017, doi 10.7717/peerj.3298 (norm: 26 healthy runners on a treadmill)","Heiderscheit 2011, doi 10.1249/MSS.0b013e3181ebedf4 (5 to 10 % more steps: less reach, less braking)","Lenhart 2014, PMC4296582 (modelled hamstring force did not fall with more steps)","Anderson 2022, doi 10.1186/s40798-022-00504-0 (evidence on injuries is very limited)"]',NULL,'["a speed that is wrong or only estimated","a tall runner whose height was not told","a hill: step rate changes with grade"]');
INSERT INTO "findings" VALUES(1,'lumbar_mobility','A loose lower back','cannot_tell','No worn sensor sees the trunk. Wear one there, and stand still for 3 s before running.','No worn sensor sees the trunk. Wear one there, and stand still for 3 s before running.',NULL,NULL,NULL,'deg',NULL,0,0,'[]','[]','clinic','["Acupuncture for High Hamstring Strain aka Runner''s Butt (a clinic''s blog)","Seynders 2020, Top 5 Running Injuries: Proximal Hamstring and Buttock Pain"]',NULL,'["a sensor on loose clothing","a belt that bounces"]');
INSERT INTO "findings" VALUES(1,'overstride','Landing far ahead','cannot_tell','A pelvis sensor alone does not say who lands far ahead: of 17 measures tried none did (at most 17 % of the differences at equal speed). Wear a sensor on the shank, and stand still for 3 s first.','A pelvis sensor alone does not say who lands far ahead: of 17 measures tried none did (at most 17 % of the differences at equal speed). Wear a sensor on the shank, and stand still for 3 s first.',NULL,NULL,NULL,'deg',NULL,0,0,'[]','[]','lab','["Seynders 2020, Top 5 Running Injuries: Proximal Hamstring and Buttock Pain","High hamstring pain in distance runners (a running-form coach''s article, Radiant Running)","Fukuchi, Fukuchi, Duarte 2017, doi 10.7717/peerj.3298 (norm: 26 healthy runners on a treadmill)","Souza 2016","Sugimoto 2019, doi 10.3390/sports7090210 (hamstring-injured runners landed further ahead and leaned 1.6 deg less; seen afterwards)","Heiderscheit 2011, doi 10.1249/MSS.0b013e3181ebedf4 (5 to 10 % more steps: less reach, less braking)"]',NULL,'["an unusual standing pose: knees pushed back, or bent","a strap that slipped between standing and running","a grade: the norm is level","a faster or slower run than was told","a foot that lands on the heel late: contact timed 10 ms early adds 2 deg"]');
INSERT INTO "findings" VALUES(1,'pawing','Pulling the ground back','cannot_tell','No worn sensor sees the shank. Wear one there.','No worn sensor sees the shank. Wear one there.',NULL,NULL,NULL,'deg/s',NULL,0,0,'[]','[]','proxy','["High hamstring pain in distance runners (a running-form coach''s article, Radiant Running)","Fukuchi, Fukuchi, Duarte 2017, doi 10.7717/peerj.3298 (norm: 26 healthy runners on a treadmill)"]',NULL,'["speed: faster legs swing back faster","contact timed early or late"]');
INSERT INTO "findings" VALUES(1,'pelvic_asymmetry','Uneven pelvis','cannot_tell','Strides with a figure for Pelvic obliquity range: 17; 20 are needed to call it a habit.','Strides with a figure for Pelvic obliquity range: 17; 20 are needed to call it a habit.',NULL,NULL,NULL,'deg',NULL,0,0,'[]','[]','clinic','["Acupuncture for High Hamstring Strain aka Runner''s Butt (a clinic''s blog)","High hamstring pain in distance runners (a running-form coach''s article, Radiant Running)"]',NULL,'["a sensor off the middle or on loose clothing","a cambered road","a leg length difference"]');
INSERT INTO "findings" VALUES(1,'posture_fade','Posture fades','cannot_tell','0.1 min of running; 3 min are needed before a change over the run means anything.','0.1 min of running; 3 min are needed before a change over the run means anything.',NULL,NULL,NULL,'deg',NULL,0,0,'[]','[]','clinic','["Seynders 2020, Top 5 Running Injuries: Proximal Hamstring and Buttock Pain","Apte 2021 (review of drift with fatigue)"]',NULL,'["a strap that creeps","a pace or a hill that changes late in the run"]');
INSERT INTO "findings" VALUES(1,'short_recovery','Little recovery','cannot_tell','A list of sessions is needed: --history LIST.csv.','A list of sessions is needed: --history LIST.csv.',NULL,NULL,NULL,'h',NULL,0,0,'[]','[]','clinic','["Seynders 2020, Top 5 Running Injuries: Proximal Hamstring and Buttock Pain"]',NULL,'["efforts rated differently from week to week","sessions missing from the list"]');
INSERT INTO "findings" VALUES(1,'side_imbalance','Left and right differ','cannot_tell','Strides seen: 9 left, 10 right; 20 of each side are needed to call it a habit.','Strides seen: 9 left, 10 right; 20 of each side are needed to call it a habit.',NULL,NULL,NULL,'%',NULL,0,0,'[]','[]','lab','["High hamstring pain in distance runners (a running-form coach''s article, Radiant Running)","Fukuchi, Fukuchi, Duarte 2017, doi 10.7717/peerj.3298 (norm: 26 healthy runners on a treadmill)"]',NULL,'["a sensor mounted 5 cm off the middle (fakes about 4 %)","a cambered road or a bend of the track","sensors swapped between left and right"]');
INSERT INTO "findings" VALUES(1,'sitting_back','Sitting back','cannot_tell','No worn sensor sees the shank. Wear one there, and stand still for 3 s before running. Bounce and contact time do not speak for it, but cannot rule it out.','No worn sensor sees the shank. Wear one there, and stand still for 3 s before running. Bounce and contact time do not speak for it, but cannot rule it out.',NULL,NULL,NULL,'deg',NULL,0,0,'[]','[]','clinic','["High hamstring pain in distance runners (a running-form coach''s article, Radiant Running)"]',NULL,'["slow running, in which everybody bends more","soft ground","a backpack"]');
INSERT INTO "findings" VALUES(1,'symptoms','What the runner feels','cannot_tell','The runner''s notes are needed: --notes NOTES.json.','The runner''s notes are needed: --notes NOTES.json.',NULL,NULL,NULL,'of 10',NULL,0,0,'[]','[]','clinic','["Seynders 2020, Top 5 Running Injuries: Proximal Hamstring and Buttock Pain","Hamstring Pain in Runners (a sports-medicine clinic''s page on upper hamstring pain)","Goom 2016 (clinicians on rehabilitation with pain up to 3 of 10)"]',NULL,'["pain remembered later than it was felt","a place that is hard to name"]');
INSERT INTO "findings" VALUES(1,'tight_turns','Tight turns','cannot_tell','Strides: 19; 20 are needed.','Strides: 19; 20 are needed.',NULL,NULL,NULL,'%',NULL,0,19,'[]','[]','clinic','["Acupuncture for High Hamstring Strain aka Runner''s Butt (a clinic''s blog)"]',NULL,'["a treadmill, on which nothing turns","looking around"]');
INSERT INTO "findings" VALUES(1,'uphill_overstride','Landing far ahead uphill','cannot_tell','How steep the way was is not known. Record altitude or air pressure beside the sensors, or tell a treadmill''s grade.','How steep the way was is not known. Record altitude or air pressure beside the sensors, or tell a treadmill''s grade.',NULL,NULL,NULL,'deg',NULL,0,0,'[]','[]','clinic','["High hamstring pain in distance runners (a running-form coach''s article, Radiant Running)","Seynders 2020, Top 5 Running Injuries: Proximal Hamstring and Buttock Pain","Acupuncture for High Hamstring Strain aka Runner''s Butt (a clinic''s blog)"]',NULL,'["a grade that is wrong or told for the whole run","speed that differs between hill and flat"]');
CREATE TABLE markers (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  idx        INTEGER NOT NULL,
  t_s        REAL NOT NULL,
  by         TEXT,
  PRIMARY KEY (session_id, idx)
) WITHOUT ROWID;
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
INSERT INTO "metrics" VALUES(1,'braking_mps',0.57008,0.487572,0.652589,'m/s',17,'integral of the backward acceleration of the pelvis in the contact',1,NULL);
INSERT INTO "metrics" VALUES(1,'cadence_spm',166.686625,165.289197,168.084053,'spm',18,'steps over the time they took',1,NULL);
INSERT INTO "metrics" VALUES(1,'contact_asym_left_turn_pct',NULL,NULL,NULL,'%',0,'the same inside turns to the left: there it belongs to the turn',0,'the sensor that could tell it gave nothing usable');
INSERT INTO "metrics" VALUES(1,'contact_asym_right_turn_pct',NULL,NULL,NULL,'%',0,'the same inside turns to the right',0,'the sensor that could tell it gave nothing usable');
INSERT INTO "metrics" VALUES(1,'contact_asym_straight_pct',-0.307421,-4.050163,3.435321,'%',19,'100 (left - right) / mean of the sides'' medians, straight and level strides',1,NULL);
INSERT INTO "metrics" VALUES(1,'contact_ms',278.11026,258.591227,297.629293,'ms',19,'terminal minus initial contact of the same foot',1,NULL);
INSERT INTO "metrics" VALUES(1,'distance_m',16.649067,11.320379,21.977754,'m',19,'estimated from contact time and cadence, as healthy runners have them',1,NULL);
INSERT INTO "metrics" VALUES(1,'downhill_pct',NULL,NULL,NULL,'%',0,'share of the running time on grades of -3 % and less',0,'needs a column of altitude, air pressure or a treadmill''s grade, or --grade');
INSERT INTO "metrics" VALUES(1,'duty_factor',0.388161,0.360916,0.415407,'',17,'contact time over stride time',1,NULL);
INSERT INTO "metrics" VALUES(1,'flight_ms',81.202484,61.789231,100.615737,'ms',18,'next initial contact of the other foot minus terminal contact',1,NULL);
INSERT INTO "metrics" VALUES(1,'foot_ahead_of_pelvis_m',NULL,NULL,NULL,'m',0,'leg as a chain of segments from hip to ankle',0,'needs a sensor on: foot+shank+thigh+pelvis');
INSERT INTO "metrics" VALUES(1,'foot_angle_ic_deg',NULL,NULL,NULL,'deg',0,'strap-down from the flat foot of the same contact',0,'needs a sensor on: foot');
INSERT INTO "metrics" VALUES(1,'foot_grade_pct',NULL,NULL,NULL,'%',0,'rise between mid-stances over the stride length',0,'needs a sensor on: foot');
INSERT INTO "metrics" VALUES(1,'foot_lift_m',NULL,NULL,NULL,'m',0,'highest point of the sensor between mid-stances',0,'needs a sensor on: foot');
INSERT INTO "metrics" VALUES(1,'grade_pct',NULL,NULL,NULL,'%',0,'as a treadmill tells it, as told, or height over distance: line through 40 to 300 m of it, as its noise allows',0,'needs a column of altitude, air pressure or a treadmill''s grade, or --grade');
INSERT INTO "metrics" VALUES(1,'knee_flexion_ic_deg',NULL,NULL,NULL,'deg',0,'thigh minus shank, from standing',0,'needs a sensor on: shank+thigh');
INSERT INTO "metrics" VALUES(1,'knee_flexion_stance_max_deg',NULL,NULL,NULL,'deg',0,'largest thigh minus shank in the contact, from standing',0,'needs a sensor on: shank+thigh');
INSERT INTO "metrics" VALUES(1,'leg_stiffness_kn_per_m',NULL,NULL,NULL,'kN/m',0,'spring-mass model of contact, flight, speed, height and mass',0,'needs the runner''s mass and height (--mass, --height)');
INSERT INTO "metrics" VALUES(1,'lumbar_extension_deg',NULL,NULL,NULL,'deg',0,'pelvic tilt minus trunk lean, both from standing',0,'needs a sensor on: pelvis+trunk');
INSERT INTO "metrics" VALUES(1,'lumbar_range_deg',NULL,NULL,NULL,'deg',0,'range over the stride of pelvic tilt minus trunk lean, both from standing',0,'needs a sensor on: pelvis+trunk');
INSERT INTO "metrics" VALUES(1,'pace_mps',2.569608,1.747181,3.392035,'m/s',19,'estimated from contact time and cadence, as healthy runners have them',1,NULL);
INSERT INTO "metrics" VALUES(1,'peak_force_bw',2.029888,1.781022,2.278754,'BW',18,'half-sine force of contact and flight time',1,NULL);
INSERT INTO "metrics" VALUES(1,'pelvic_obliquity_deg',0.370161,-0.781956,1.522277,'deg',17,'mean over the stride, from standing; left side up is positive',1,NULL);
INSERT INTO "metrics" VALUES(1,'pelvic_obliquity_range_deg',3.700548,2.701789,4.699307,'deg',17,'range of the pelvis'' side tilt over the step',1,NULL);
INSERT INTO "metrics" VALUES(1,'pelvic_rotation_range_deg',6.734248,5.74628,7.722215,'deg',17,'range of the pelvis'' turn about the vertical over the step',1,NULL);
INSERT INTO "metrics" VALUES(1,'pelvic_tilt_deg',5.682989,4.895364,6.470613,'deg',17,'mean over the stride, from standing; front lower is positive',1,NULL);
INSERT INTO "metrics" VALUES(1,'propulsion_mps',0.517384,0.434944,0.599825,'m/s',17,'integral of the forward acceleration of the pelvis in the contact',1,NULL);
INSERT INTO "metrics" VALUES(1,'shank_angle_ic_deg',NULL,NULL,NULL,'deg',0,'strap-down from standing, vertical between mid-stances, less 3.7 deg of mean standing lean',0,'needs a sensor on: shank');
INSERT INTO "metrics" VALUES(1,'shank_angle_ic_line_deg',NULL,NULL,NULL,'deg',0,'line from ankle to knee, both found by least squares from the movement; needs no standing pose',0,'needs a sensor on: foot+shank+thigh');
INSERT INTO "metrics" VALUES(1,'shank_retraction_dps',NULL,NULL,NULL,'deg/s',0,'rate at which the shank swings back over the ground at contact',0,'needs a sensor on: shank');
INSERT INTO "metrics" VALUES(1,'shank_swing_dps',NULL,NULL,NULL,'deg/s',0,'largest forward rate in the swing before the contact',0,'needs a sensor on: shank');
INSERT INTO "metrics" VALUES(1,'speed_mps',NULL,NULL,NULL,'m/s',0,'stride length over stride time',0,'needs a sensor on: foot');
INSERT INTO "metrics" VALUES(1,'step_ms',360.230408,356.840608,363.620207,'ms',18,'initial contact to the next of the other foot',1,NULL);
INSERT INTO "metrics" VALUES(1,'stride_length_m',NULL,NULL,NULL,'m',0,'double integral between mid-stances, gravity and drift out as the mean',0,'needs a sensor on: foot');
INSERT INTO "metrics" VALUES(1,'stride_ms',721.153137,714.071051,728.235223,'ms',17,'initial contact to the next of the same foot',1,NULL);
INSERT INTO "metrics" VALUES(1,'tibial_shock_g',NULL,NULL,NULL,'g',0,'peak of the acceleration along the shank within 75 ms of contact, less gravity; not bone load',0,'needs a sensor on: shank');
INSERT INTO "metrics" VALUES(1,'trunk_lean_deg',NULL,NULL,NULL,'deg',0,'mean over the stride, from standing; forward is positive',0,'needs a sensor on: trunk');
INSERT INTO "metrics" VALUES(1,'turn_radius_m',NULL,NULL,NULL,'m',0,'speed over turn rate, mean over 4 s; left is positive, straight on has none',0,'no bend of 100 m radius or less was run');
INSERT INTO "metrics" VALUES(1,'turn_rate_dps',-0.014508,-0.511511,0.482495,'deg/s',17,'turn of the segment about the vertical from a contact to the next of the same foot, over the stride time; left is positive',1,NULL);
INSERT INTO "metrics" VALUES(1,'turning_left_pct',0.0,0.0,0.0,'%',0,'turn rate of the sensor over whole strides',1,NULL);
INSERT INTO "metrics" VALUES(1,'turning_right_pct',0.0,0.0,0.0,'%',0,'turn rate of the sensor over whole strides',1,NULL);
INSERT INTO "metrics" VALUES(1,'uphill_pct',NULL,NULL,NULL,'%',0,'share of the running time on grades of 3 % and more',0,'needs a column of altitude, air pressure or a treadmill''s grade, or --grade');
INSERT INTO "metrics" VALUES(1,'vertical_oscillation_m',0.103282,0.097057,0.109506,'m',17,'double integral over the stride, periodic',1,NULL);
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
INSERT INTO "pain_log" VALUES(1,1,1,NULL,NULL,2.0,NULL,NULL,NULL,'');
CREATE TABLE pain_words (
  pain_id INTEGER NOT NULL REFERENCES pain_log (id) ON DELETE CASCADE,
  kind    TEXT NOT NULL CHECK (kind IN ('place', 'kind', 'worse', 'flags', 'side')),
  word    TEXT NOT NULL,
  PRIMARY KEY (pain_id, kind, word)
) WITHOUT ROWID;
INSERT INTO "pain_words" VALUES(1,'place','sit_bone');
CREATE TABLE runners (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL UNIQUE CHECK (length(name) <= 200)
);
INSERT INTO "runners" VALUES(1,'Ada');
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
INSERT INTO "sensors" VALUES(1,0,'pelvis','pelvis',NULL,0,'file name','sim/pelvis.csv',200.0,2400,0.0,11.995,1,0,0,0,1,'csv',2400,0);
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
INSERT INTO "sessions" VALUES(1,1,'2f6c3c28de16e15aeb3b7195f4b8e5e51a2666b6eac52d42dff8932d251abeba','a560f54d7510fefea6a4eae0a2816e6e4b0b7cafae6ea822de428d36c53215fd','pelvis.csv','','done',NULL,NULL,'2026-05-17',450,0.016649067,0,1.12616666666666656593e-01,'hard',2.569608,0.5,'estimated from contact time and cadence, as healthy runners have them',19,'0.1.0','runform analyze sim/pelvis.csv --runner Ada','it''s wet');
CREATE TABLE thresholds (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  pattern    TEXT NOT NULL,
  metric     TEXT NOT NULL,
  threshold  REAL,
  unit       TEXT,
  PRIMARY KEY (session_id, pattern, metric)
) WITHOUT ROWID;
CREATE INDEX sessions_by_day ON sessions (runner_id, day, minute, id);
CREATE INDEX metrics_by_metric ON metrics (metric, session_id, value, lo, hi, n) WHERE told = 1;
CREATE INDEX findings_by_pattern ON findings (pattern, status, session_id);
CREATE INDEX pain_log_by_day ON pain_log (runner_id, day, id);
CREATE VIEW session_list AS
SELECT s.id, r.name AS runner, s.name, s.condition, s.status, s.why, s.start_utc, s.day, s.minute, s.distance_km, s.minutes, s.effort,
       s.speed_mps, s.contacts, s.notes,
       (SELECT group_concat(sensor, ' ') FROM (SELECT sensor FROM sensors WHERE session_id = s.id ORDER BY idx)) AS sensors,
       (SELECT group_concat(pattern, ' ') FROM (SELECT pattern FROM findings WHERE session_id = s.id AND status = 'flagged' ORDER BY pattern)) AS flagged,
       (SELECT group_concat(pattern, ' ') FROM (SELECT pattern FROM findings WHERE session_id = s.id AND status = 'watch' ORDER BY pattern)) AS watch,
       (SELECT max(coalesce(before, 0), coalesce(during, 0), coalesce(after, 0), coalesce(sitting, 0), coalesce(next_morning, 0))
          FROM pain_log WHERE session_id = s.id AND coalesce(before, during, after, sitting, next_morning) IS NOT NULL) AS pain
FROM sessions s JOIN runners r ON r.id = s.runner_id;
CREATE VIEW told_metrics AS
SELECT r.name AS runner, s.id AS session_id, s.name AS session, s.condition, s.day, s.speed_mps, m.metric, m.value, m.lo, m.hi, m.unit, m.n, m.method
FROM metrics m JOIN sessions s ON s.id = m.session_id JOIN runners r ON r.id = s.runner_id
WHERE m.told = 1;
CREATE VIEW metric_by_condition AS
SELECT condition, metric, unit, count(*) AS sessions, count(DISTINCT runner) AS runners, avg(value) AS mean, min(value) AS least, max(value) AS most
FROM told_metrics GROUP BY condition, metric, unit;
CREATE VIEW pattern_counts AS
SELECT r.name AS runner, s.condition, f.pattern, sum(f.status = 'flagged') AS flagged, sum(f.status = 'watch') AS watch, sum(f.status = 'clear') AS clear,
       sum(f.status = 'cannot_tell') AS cannot_tell
FROM findings f JOIN sessions s ON s.id = f.session_id JOIN runners r ON r.id = s.runner_id
GROUP BY r.name, s.condition, f.pattern;
CREATE VIEW pattern_weeks AS
SELECT r.name AS runner, date(s.day, '-6 days', 'weekday 1') AS week, f.pattern, sum(f.status = 'flagged') AS flagged, sum(f.status = 'watch') AS watch,
       sum(f.status = 'clear') AS clear, sum(f.status = 'cannot_tell') AS cannot_tell
FROM findings f JOIN sessions s ON s.id = f.session_id JOIN runners r ON r.id = s.runner_id
WHERE s.day IS NOT NULL
GROUP BY r.name, week, f.pattern;
CREATE VIEW load_weeks AS
SELECT r.name AS runner, date(s.day, '-6 days', 'weekday 1') AS week, count(*) AS sessions,
       CASE WHEN count(s.distance_km) = count(*) THEN sum(s.distance_km) END AS distance_km,
       CASE WHEN count(s.minutes) = count(*) THEN sum(s.minutes) END AS minutes,
       CASE WHEN count(s.effort) = count(*) THEN sum(CASE WHEN s.effort = 'hard' THEN s.minutes ELSE 0 END) END AS hard_minutes,
       max(s.distance_km) AS longest_km
FROM sessions s JOIN runners r ON r.id = s.runner_id
WHERE s.day IS NOT NULL AND s.status <> 'failed'
GROUP BY r.name, week;
CREATE VIEW pain_beside AS
SELECT p.id, r.name AS runner, coalesce(p.day, s.day) AS day, p.session_id, p.before, p.during, p.after, p.sitting, p.next_morning,
       s.distance_km, s.minutes, s.effort, s.speed_mps,
       (SELECT value FROM metrics WHERE session_id = s.id AND metric = 'uphill_pct') AS uphill_pct,
       (SELECT count(*) FROM findings WHERE session_id = s.id AND status = 'flagged') AS flagged,
       (SELECT group_concat(word, ' ') FROM (SELECT word FROM pain_words WHERE pain_id = p.id AND kind = 'place' ORDER BY word)) AS place,
       (SELECT group_concat(word, ' ') FROM (SELECT word FROM pain_words WHERE pain_id = p.id AND kind = 'kind' ORDER BY word)) AS kind,
       (SELECT group_concat(word, ' ') FROM (SELECT word FROM pain_words WHERE pain_id = p.id AND kind = 'flags' ORDER BY word)) AS flags
FROM pain_log p JOIN runners r ON r.id = p.runner_id LEFT JOIN sessions s ON s.id = p.session_id;
CREATE VIEW strides AS
SELECT session_id, idx, ic_t_s AS from_s, ic_t_s + stride_ms / 1000 AS to_s, side, stride_ms, stride_length_m, speed_mps
FROM contacts WHERE stride_ms IS NOT NULL;
CREATE VIEW contact_sides AS
SELECT session_id, side, count(*) AS contacts, avg(contact_ms) AS contact_ms, avg(flight_ms) AS flight_ms, avg(step_ms) AS step_ms,
       avg(shank_angle_ic_deg) AS shank_angle_ic_deg, avg(vertical_oscillation_m) AS vertical_oscillation_m
FROM contacts WHERE side IS NOT NULL GROUP BY session_id, side;
CREATE VIEW finding_evidence AS
SELECT f.session_id, f.pattern, e.key AS idx, e.value AS t_s FROM findings f, json_each(f.evidence) e;
CREATE VIEW finding_stretches AS
SELECT f.session_id, f.pattern, e.key AS idx, json_extract(e.value, '$.from_s') AS from_s, json_extract(e.value, '$.to_s') AS to_s,
       json_extract(e.value, '$.context') AS context
FROM findings f, json_each(f.stretches) e;
CREATE VIEW failed_sessions AS
SELECT r.name AS runner, s.name, s.why FROM sessions s JOIN runners r ON r.id = s.runner_id WHERE s.status = 'failed';
COMMIT;
