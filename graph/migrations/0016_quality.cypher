// Recordings with their transcripts, what agents did at their desks, and what customers answered.
CREATE CONSTRAINT recording_key IF NOT EXISTS
FOR (n:Recording) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT desktop_event_key IF NOT EXISTS
FOR (n:DesktopEvent) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT survey_key IF NOT EXISTS
FOR (n:Survey) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT survey_request_key IF NOT EXISTS
FOR (n:SurveyRequest) REQUIRE n.key IS UNIQUE;
// Scorecards, and the forms as they were when somebody scored by them.
CREATE CONSTRAINT scorecard_key IF NOT EXISTS
FOR (n:Scorecard) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT quality_form_key IF NOT EXISTS
FOR (n:QualityForm) REQUIRE n.key IS UNIQUE;
// Reports, samples and an agent's own scores are read by the days of what was scored.
CREATE INDEX scorecard_day IF NOT EXISTS
FOR (n:Scorecard) ON (n.day);
// What is kept for a time only is found when that is over.
CREATE INDEX recording_until IF NOT EXISTS
FOR (n:Recording) ON (n.until_ms);
