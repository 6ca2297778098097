-- A view per common question. Made anew whenever the schema is brought up to date, so they always fit it.

-- Which sessions are there, whose, and what came out? One row a session.
CREATE VIEW session_list AS
SELECT s.id, r.name AS runner, s.name, s.condition, s.status, s.why, s.start_utc, s.day, s.minute, s.distance_km, s.minutes, s.effort,
       s.speed_mps, s.contacts, s.notes,
       (SELECT group_concat(sensor, ' ') FROM (SELECT sensor FROM sensors WHERE session_id = s.id ORDER BY idx)) AS sensors,
       (SELECT group_concat(pattern, ' ') FROM (SELECT pattern FROM findings WHERE session_id = s.id AND status = 'flagged' ORDER BY pattern)) AS flagged,
       (SELECT group_concat(pattern, ' ') FROM (SELECT pattern FROM findings WHERE session_id = s.id AND status = 'watch' ORDER BY pattern)) AS watch,
       (SELECT max(coalesce(before, 0), coalesce(during, 0), coalesce(after, 0), coalesce(sitting, 0), coalesce(next_morning, 0))
          FROM pain_log WHERE session_id = s.id AND coalesce(before, during, after, sitting, next_morning) IS NOT NULL) AS pain
FROM sessions s JOIN runners r ON r.id = s.runner_id;

-- What was a figure in each session, with its interval? Only where it could be told.
CREATE VIEW told_metrics AS
SELECT r.name AS runner, s.id AS session_id, s.name AS session, s.condition, s.day, s.speed_mps, m.metric, m.value, m.lo, m.hi, m.unit, m.n, m.method
FROM metrics m JOIN sessions s ON s.id = m.session_id JOIN runners r ON r.id = s.runner_id
WHERE m.told = 1;

-- How does a figure differ between the conditions of a study? Means over sessions, each session once.
CREATE VIEW metric_by_condition AS
SELECT condition, metric, unit, count(*) AS sessions, count(DISTINCT runner) AS runners, avg(value) AS mean, min(value) AS least, max(value) AS most
FROM told_metrics GROUP BY condition, metric, unit;

-- How often was a pattern seen, runner by runner?
CREATE VIEW pattern_counts AS
SELECT r.name AS runner, s.condition, f.pattern, sum(f.status = 'flagged') AS flagged, sum(f.status = 'watch') AS watch, sum(f.status = 'clear') AS clear,
       sum(f.status = 'cannot_tell') AS cannot_tell
FROM findings f JOIN sessions s ON s.id = f.session_id JOIN runners r ON r.id = s.runner_id
GROUP BY r.name, s.condition, f.pattern;

-- And week by week? A week begins on Monday.
CREATE VIEW pattern_weeks AS
SELECT r.name AS runner, date(s.day, '-6 days', 'weekday 1') AS week, f.pattern, sum(f.status = 'flagged') AS flagged, sum(f.status = 'watch') AS watch,
       sum(f.status = 'clear') AS clear, sum(f.status = 'cannot_tell') AS cannot_tell
FROM findings f JOIN sessions s ON s.id = f.session_id JOIN runners r ON r.id = s.runner_id
WHERE s.day IS NOT NULL
GROUP BY r.name, week, f.pattern;

-- How much was run in a week? A sum is NULL where one of its sessions does not tell.
CREATE VIEW load_weeks AS
SELECT r.name AS runner, date(s.day, '-6 days', 'weekday 1') AS week, count(*) AS sessions,
       CASE WHEN count(s.distance_km) = count(*) THEN sum(s.distance_km) END AS distance_km,
       CASE WHEN count(s.minutes) = count(*) THEN sum(s.minutes) END AS minutes,
       CASE WHEN count(s.effort) = count(*) THEN sum(CASE WHEN s.effort = 'hard' THEN s.minutes ELSE 0 END) END AS hard_minutes,
       max(s.distance_km) AS longest_km
FROM sessions s JOIN runners r ON r.id = s.runner_id
WHERE s.day IS NOT NULL AND s.status <> 'failed'
GROUP BY r.name, week;

-- What did the runner feel, beside what the run was?
CREATE VIEW pain_beside AS
SELECT p.id, r.name AS runner, coalesce(p.day, s.day) AS day, p.session_id, p.before, p.during, p.after, p.sitting, p.next_morning,
       s.distance_km, s.minutes, s.effort, s.speed_mps,
       (SELECT value FROM metrics WHERE session_id = s.id AND metric = 'uphill_pct') AS uphill_pct,
       (SELECT count(*) FROM findings WHERE session_id = s.id AND status = 'flagged') AS flagged,
       (SELECT group_concat(word, ' ') FROM (SELECT word FROM pain_words WHERE pain_id = p.id AND kind = 'place' ORDER BY word)) AS place,
       (SELECT group_concat(word, ' ') FROM (SELECT word FROM pain_words WHERE pain_id = p.id AND kind = 'kind' ORDER BY word)) AS kind,
       (SELECT group_concat(word, ' ') FROM (SELECT word FROM pain_words WHERE pain_id = p.id AND kind = 'flags' ORDER BY word)) AS flags
FROM pain_log p JOIN runners r ON r.id = p.runner_id LEFT JOIN sessions s ON s.id = p.session_id;

-- The strides: from a contact to the next one of the same foot.
CREATE VIEW strides AS
SELECT session_id, idx, ic_t_s AS from_s, ic_t_s + stride_ms / 1000 AS to_s, side, stride_ms, stride_length_m, speed_mps
FROM contacts WHERE stride_ms IS NOT NULL;

-- Left against right, from the contacts that are kept: means, and how many.
CREATE VIEW contact_sides AS
SELECT session_id, side, count(*) AS contacts, avg(contact_ms) AS contact_ms, avg(flight_ms) AS flight_ms, avg(step_ms) AS step_ms,
       avg(shank_angle_ic_deg) AS shank_angle_ic_deg, avg(vertical_oscillation_m) AS vertical_oscillation_m
FROM contacts WHERE side IS NOT NULL GROUP BY session_id, side;

-- Which strides show a pattern?
CREATE VIEW finding_evidence AS
SELECT f.session_id, f.pattern, e.key AS idx, e.value AS t_s FROM findings f, json_each(f.evidence) e;

-- And in which stretches of the run was it seen?
CREATE VIEW finding_stretches AS
SELECT f.session_id, f.pattern, e.key AS idx, json_extract(e.value, '$.from_s') AS from_s, json_extract(e.value, '$.to_s') AS to_s,
       json_extract(e.value, '$.context') AS context
FROM findings f, json_each(f.stretches) e;

-- What failed, and why?
CREATE VIEW failed_sessions AS
SELECT r.name AS runner, s.name, s.why FROM sessions s JOIN runners r ON r.id = s.runner_id WHERE s.status = 'failed';
