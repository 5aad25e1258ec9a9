"""LOYALTY.APP_EVENTS: what a receipt-scanning app might have logged. All of it is made up.

Some of the study's households use the app, and most of their trips are followed by a session in it. Everything else
is drawn by hashing the keys of households and baskets, so that each load makes the same events. What is built in, for
reports to find: six releases that roll out over 26 weeks; 5.3 breaks scanning until 5.3.1; 5.2 slows the offers down
until 5.4; answers are slow for a few, as they are in life.
"""

WEEKS = 26

# A number above 0 and below 1 for a key and what it is drawn for: the same on every machine, as MD5 is.
DRAW = "CREATE OR REPLACE TEMP MACRO draw(key, what) AS (md5_number_lower(key || what) % 1000000 + 0.5) / 1000000"
# Log-normal, by Box and Muller: half are below the middle, and a few far above it.
LONG_TAILED = """
    CREATE OR REPLACE TEMP MACRO long_tailed(key, what, middle, spread) AS
        middle * exp(spread * sqrt(-2 * ln(draw(key, what || ' 1'))) * cos(2 * pi() * draw(key, what || ' 2')))
"""
DRAWN_WITH = (DRAW, LONG_TAILED)
EVENTS = """
    CREATE TABLE {schema}.APP_EVENTS AS
    WITH span AS (
        SELECT max(PURCHASED_ON) + INTERVAL 1 DAY AS ends, ends - INTERVAL ({weeks}) WEEK AS begins
        FROM {schema}.BASKETS
    ),
    -- The last number: after so many days, two of three households have a release that is out.
    releases(version, place, out_in_week, pace) AS (
        VALUES ('5.0', 1, -20, 5), ('5.1', 2, 3, 10), ('5.2', 3, 9, 10), ('5.3', 4, 15, 6), ('5.3.1', 5, 17, 3),
               ('5.4', 6, 20, 10)
    ),
    trips AS (
        SELECT BASKET_ID AS id, HOUSEHOLD_ID, min(TRANSACTION_TIMESTAMP) AS bought_at
        FROM {schema}.BASKETS, span
        WHERE PURCHASED_ON >= begins
        GROUP BY ALL
    ),
    sessions AS (
        SELECT id, HOUSEHOLD_ID, bought_at + to_seconds(long_tailed(id, 'later', 5400, 1.2)) AS opened_at
        FROM trips
        WHERE draw(HOUSEHOLD_ID, 'has the app') < 0.85 AND draw(id, 'opens it') < 0.9
    ),
    on_phones AS (
        SELECT sessions.*, max_by(version, place) AS version,
               if(draw(HOUSEHOLD_ID, 'platform') < 0.56, 'iOS', 'Android') AS platform
        FROM sessions, span, releases
        WHERE opened_at < ends - INTERVAL 1 HOUR
          AND opened_at >= begins + INTERVAL (out_in_week) WEEK
                           - to_seconds(86400 * pace * ln(draw(HOUSEHOLD_ID, version)))
        GROUP BY ALL
    ),
    -- Who scans, whether it works, and how long that takes.
    plans AS MATERIALIZED (
        SELECT *, draw(id, 'offers') < 0.45 AS sees_offers, draw(id, 'account') < 0.15 AS sees_account,
               if(sees_offers, 20, 4) + 10 * draw(id, 'finds the button') AS scan_after,
               draw(id, 'scans') < 0.72 AS scans,
               draw(id, 'scan fails') < CASE WHEN version = '5.3' THEN if(platform = 'iOS', 0.17, 0.26)
                                             WHEN platform = 'iOS' THEN 0.03 ELSE 0.045 END AS scan_fails,
               scan_after + long_tailed(id, 'scan takes', 9, 0.5) AS scanned_after,
               scans AND NOT scan_fails AND draw(id, 'patience') < 0.96 AS finishes,
               finishes AND draw(id, 'reward') < if(platform = 'iOS', 0.86, 0.82) AS earns
        FROM on_phones
    ),
    events AS (
        SELECT *, 0.0 AS after, 'Home' AS screen, 'opened' AS event FROM plans
        UNION ALL SELECT *, 6, 'Offers', 'viewed' FROM plans WHERE sees_offers
        UNION ALL SELECT *, 14, 'Offers', 'offer_clipped' FROM plans WHERE sees_offers AND draw(id, 'clips') < 0.5
        UNION ALL SELECT *, scan_after, 'Scan', 'scan_started' FROM plans WHERE scans
        UNION ALL SELECT *, scanned_after, 'Scan', 'error' FROM plans WHERE scans AND scan_fails
        UNION ALL SELECT *, scanned_after, 'Scan', 'scan_finished' FROM plans WHERE finishes
        UNION ALL SELECT *, scanned_after + long_tailed(id, 'reward takes', 25, 0.8), 'Rewards', 'reward_earned'
                  FROM plans WHERE earns
        UNION ALL SELECT *, scanned_after + 240, 'Account', 'viewed' FROM plans WHERE sees_account
        UNION ALL SELECT *, 1, 'Home', 'error' FROM plans WHERE draw(id, 'home fails') < 0.006
        UNION ALL SELECT *, 7, 'Offers', 'error' FROM plans WHERE sees_offers AND draw(id, 'offers fail') < 0.012
        UNION ALL SELECT *, scanned_after + 30, 'Rewards', 'error'
                  FROM plans WHERE finishes AND NOT earns AND draw(id, 'reward fails') < 0.06
    )
    SELECT row_number() OVER (ORDER BY opened_at + to_seconds(after), id, event, screen) AS EVENT_ID,
           CAST(opened_at + to_seconds(after) AS TIMESTAMP) AS HAPPENED_AT,
           CAST(opened_at + to_seconds(after) AS DATE) AS HAPPENED_ON,
           HOUSEHOLD_ID, id AS SESSION_ID, version AS APP_VERSION, platform AS PLATFORM,
           screen AS SCREEN, event AS EVENT,
           CAST(long_tailed(id, event || screen,
               CASE screen WHEN 'Scan' THEN if(event = 'scan_started', 260, 1400) WHEN 'Home' THEN 320
                           WHEN 'Offers' THEN if(version IN ('5.2', '5.3', '5.3.1'), 780, 450) ELSE 240 END
               * if(platform = 'iOS', 0.85, 1.1) * if(version = '5.3' AND screen = 'Scan', 1.5, 1)
               * if(draw(id, 'bad network' || screen) < 0.03, 5, 1), 0.45) AS BIGINT) AS LATENCY_MS,
           CASE WHEN event <> 'error' THEN NULL
                WHEN screen <> 'Scan' THEN if(draw(id, 'code') < 0.6, 'NO_NETWORK', 'SERVER_ERROR')
                WHEN version = '5.3' AND draw(id, 'code') < 0.8 THEN 'CAMERA_TIMEOUT'
                WHEN draw(id, 'code') < 0.5 THEN 'UNREADABLE_RECEIPT' ELSE 'UPLOAD_FAILED' END AS ERROR_CODE
    FROM events
    ORDER BY EVENT_ID
"""


def table(schema: str) -> str:
    """The statement that makes the table, after those in DRAWN_WITH."""
    return EVENTS.format(schema=schema, weeks=WEEKS)
