-- What is shown of users. Changes nothing.
--
-- ARGV[2]  how long after Redis came back nothing but a living session is believed (ms)
-- ARGV[3]  how old the oldest news of a node may be (ms)
-- ARGV[4]  '1': doubt everything but living sessions, because Redis was away a moment ago
-- ARGV[5…] users
--
-- reply    {now, then for each user: state, since, seen, version}; times in ms; '' = none; seen '?' = not known here
--
-- While any node is unsure, a user may have come to it or gone from it: all but those who are online by the word of
-- another node are unknown.

local clockOf = redis.call('HGET', ROOT .. 'clock', 'since')
local unsure = {}
local horizon = redis.call('ZRANGE', ROOT .. 'horizon', 0, 0, 'WITHSCORES')
local doubt = ARGV[4] == '1'
  or not clockOf
  or NOW - tonumber(clockOf) < tonumber(ARGV[2])
  or NOW - tonumber(horizon[2] or text(NOW)) > tonumber(ARGV[3])
for _, incarnation in ipairs(redis.call('SMEMBERS', ROOT .. 'unsure')) do
  unsure[incarnation] = true
  doubt = true
end

local reply = { text(NOW) }
for i = 5, #ARGV do
  local record = load(ARGV[i])
  local state = record.state or 'offline'
  if doubt and stateOf(record, unsure) ~= 'online' then
    state = 'unknown'
  end
  reply[#reply + 1] = state
  reply[#reply + 1] = record.since or ''
  reply[#reply + 1] = record.seen or '?'
  reply[#reply + 1] = record.version or text(NOW)
end
return reply
