-- Put before every other script of this directory: the clock, and the one place that changes a user's presence.
-- A script runs alone, so each is one step: a session, its user's counts, what is shown, the deadline, the operators'
-- views and the publish change together or not at all. Time is Redis time only.
--
-- KEYS[1]  the root of all keys, `presence:{state}:`; the braces keep them in one slot of a cluster
-- ARGV[1]  '0': no operators' views; '1': these too, by their plain names; '2': below the root, as a cluster needs it
--
-- key below the root  type  holds
-- clock               hash  born: when this store began; since: when Redis last came back; run: its run id; swept: when
--                           a replica last looked; watched: when they began again after none did for a while
-- nodes               set   incarnations that have a record below
-- unsure              set   those whose sessions are not known for certain
-- horizon             zset  incarnation -> everything it wrote until this time (ms) has been applied
-- due                 zset  user -> when what is shown falls back to what the sessions say (ms)
-- unsaved             zset  user -> lastSeen (ms) that the database does not have yet
-- node:<incarnation>  hash  status, n, position, beat, owner, fence, until
-- sessions:<incarn.>  hash  session -> 'o:<user>' (online) or 'a:<user>' (away)
-- view:…              the operators' views on a cluster
-- user:<user>         hash  state, since, seen ('' = never), version, left; o:<incarn.>, a:<incarn.>: sessions there

local ROOT = KEYS[1]
local VIEWS = ARGV[1] ~= '0'
local VIEW = ARGV[1] == '2' and ROOT .. 'view:' or ''
local clock = redis.call('TIME')
local NOW = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local RANK = { offline = 0, away = 1, online = 2 }
local KEEP_OFFLINE_MS = 86400000
local STANDSTILL_MS = 3000

-- Without this a large number becomes 1.795e+12.
local function text(ms)
  return string.format('%.0f', ms)
end

-- RFC 3339 with milliseconds. The date by the proleptic Gregorian rule (H. Hinnant, "days_from_civil").
local function iso(ms)
  local seconds = math.floor(ms / 1000)
  local day = math.floor(seconds / 86400) + 719468
  local time = seconds % 86400
  local era = math.floor(day / 146097)
  local ofEra = day - era * 146097
  local yearOfEra = math.floor(
    (ofEra - math.floor(ofEra / 1460) + math.floor(ofEra / 36524) - math.floor(ofEra / 146096)) / 365)
  local ofYear = ofEra - (365 * yearOfEra + math.floor(yearOfEra / 4) - math.floor(yearOfEra / 100))
  local shifted = math.floor((5 * ofYear + 2) / 153)
  local month = shifted < 10 and shifted + 3 or shifted - 9
  local year = yearOfEra + era * 400 + (month <= 2 and 1 or 0)
  return string.format('%04d-%02d-%02dT%02d:%02d:%02d.%03dZ', year, month,
    ofYear - math.floor((153 * shifted + 2) / 5) + 1,
    math.floor(time / 3600), math.floor(time / 60) % 60, time % 60, ms % 1000)
end

local function quoted(ms)
  return ms and ms > 0 and '"' .. iso(ms) .. '"' or 'null'
end

local function pairsOf(flat)
  local map = {}
  for i = 1, #flat, 2 do
    map[flat[i]] = flat[i + 1]
  end
  return map
end

local function userKey(user)
  return ROOT .. 'user:' .. user
end

local function load(user)
  return pairsOf(redis.call('HGETALL', userKey(user)))
end

-- What the sessions say, but for those of the incarnations in `without`.
local function stateOf(record, without)
  local best = 'offline'
  for field in pairs(record) do
    local kind = string.sub(field, 1, 2)
    if (kind == 'o:' or kind == 'a:') and not without[string.sub(field, 3)] then
      if kind == 'o:' then
        return 'online'
      end
      best = 'away'
    end
  end
  return best
end

-- Shows a state to watchers and to the operators' views; it began at `at`.
local function show(user, record, state, at)
  local version = math.max(NOW, (tonumber(record.version) or 0) + 1)
  local seen = tonumber(record.seen)
  redis.call('HSET', userKey(user), 'state', state, 'since', text(at), 'version', text(version))
  if state == 'offline' then
    seen = math.max(seen or 0, at)
    redis.call('HSET', userKey(user), 'seen', text(seen))
    redis.call('HDEL', userKey(user), 'left')
    redis.call('PEXPIRE', userKey(user), KEEP_OFFLINE_MS)
    redis.call('ZADD', ROOT .. 'unsaved', 'GT', text(seen), user)
  end
  if VIEWS then
    if state == 'offline' then
      redis.call('SREM', VIEW .. 'online_users', user)
      redis.call('SET', VIEW .. 'user:' .. user .. ':lastSeen', iso(seen))
    else
      redis.call('SADD', VIEW .. 'online_users', user)
    end
  end
  redis.call('PUBLISH', 'presence:changed:' .. user,
    '{"user":"' .. user .. '","state":"' .. state .. '","since":' .. quoted(at)
      .. ',"lastSeen":' .. quoted(seen) .. ',"version":' .. text(version) .. '}')
end

-- After a user's sessions changed. Up is shown at once; down waits for the deadline, so that who comes back in time was
-- never gone; a session that says so itself is believed at once. Nobody goes offline here: only `sweep` does that.
local function settle(user, record, cause, deadline, at)
  local shown = record.state or 'offline'
  local real = stateOf(record, {})
  if real == shown then
    redis.call('ZREM', ROOT .. 'due', user)
  elseif RANK[real] > RANK[shown] or (cause == 'state' and real ~= 'offline') then
    redis.call('ZREM', ROOT .. 'due', user)
    show(user, record, real, at)
  elseif cause == 'open' then
    redis.call('ZADD', ROOT .. 'due', 'NX', text(deadline), user)
  else
    redis.call('ZADD', ROOT .. 'due', text(deadline), user)
  end
end

local function count(user, record, field, by)
  local left = redis.call('HINCRBY', userKey(user), field, by)
  record[field] = text(left)
  if left <= 0 then
    redis.call('HDEL', userKey(user), field)
    record[field] = nil
  end
end

-- A session ended; without it the user may fall back at `deadline`.
local function drop(incarnation, session, deadline, at)
  local key = ROOT .. 'sessions:' .. incarnation
  local held = redis.call('HGET', key, session)
  if not held then
    return
  end
  local user = string.sub(held, 3)
  local record = load(user)
  redis.call('HDEL', key, session)
  count(user, record, string.sub(held, 1, 2) .. incarnation, -1)
  if stateOf(record, {}) == 'offline' then
    redis.call('HSET', userKey(user), 'left', text(math.max(at, tonumber(record.left) or 0)))
  end
  if VIEWS then
    redis.call('HDEL', VIEW .. 'socket_user_map', session)
  end
  settle(user, record, 'close', deadline, at)
end

-- A session is there with this state, whether it was known or not.
local function put(incarnation, session, user, state, deadline, at)
  local key = ROOT .. 'sessions:' .. incarnation
  local held = redis.call('HGET', key, session)
  local kind = state == 'away' and 'a:' or 'o:'
  if held == kind .. user then
    return
  end
  if held and string.sub(held, 3) ~= user then
    drop(incarnation, session, deadline, at)
    held = false
  end
  local record = load(user)
  redis.call('HSET', key, session, kind .. user)
  if held then
    count(user, record, string.sub(held, 1, 2) .. incarnation, -1)
  end
  count(user, record, kind .. incarnation, 1)
  redis.call('PERSIST', userKey(user))
  if record.left then
    redis.call('HDEL', userKey(user), 'left')
  end
  if VIEWS and not held then
    redis.call('HSET', VIEW .. 'socket_user_map', session, user)
  end
  settle(user, record, held and 'state' or 'open', deadline, at)
end
