-- A client of ScreenTime's host door (docs/host-door.md) in plain Lua 5.1, as editors have it: no JSON library, no process library.
-- usage: lua client.lua TIMELINE CAST FOLDER [COMMAND ...]      absolute paths; FOLDER must be there; the command is `screentime` unless you name another

local function quote(word) return "'" .. word:gsub("'", "'\\''") .. "'" end -- for a Unix shell; the script for DaVinci Resolve has Windows' too
local function text(word) return '"' .. word:gsub('[%c"\\]', function(sign) return string.format("\\u%04x", sign:byte()) end) .. '"' end

if #arg < 3 then
  io.stderr:write("usage: lua client.lua TIMELINE CAST FOLDER [COMMAND ...]\n")
  os.exit(2)
end
local request, response = arg[3] .. "/request.json", arg[3] .. "/response.json"
local file = assert(io.open(request, "wb"))
file:write('{"apiVersion": 1, "job": {"timeline": ', text(arg[1]), ', "cast": ', text(arg[2]), ', "export": ["otio", "csv"]}}')
file:close()

local words = { unpack(arg, 4) }
if #words == 0 then words = { "screentime" } end
for _, word in ipairs({ "host", "--request", request }) do words[#words + 1] = word end
for i, word in ipairs(words) do words[i] = quote(word) end
local host = assert(io.popen(table.concat(words, " ") .. " 2>" .. quote(arg[3] .. "/host.log")))
for line in host:lines() do
  local stage, done, total = line:match('"type":"progress","stage":"([^"]*)","done":(%d+),"total":(%d+)')
  if stage then io.stderr:write(stage, ": ", done, " of ", total, "\n") end
end
host:close()

-- The answer is plain JSON; this picks out what this client needs. docs/host-door.md names the fields, and the script for DaVinci Resolve has a whole reader.
file = io.open(response, "rb")
local answer = file and file:read("*a") or ""
if file then file:close() end
if answer:match('"status": "(%a+)"') ~= "done" then
  io.stderr:write("client.lua: ", answer:match('"message": "(.-)"\n') or "no answer", "\n")
  os.exit(1)
end
for marker in (answer:match('"markers": %[(.-)\n  %]') or ""):gmatch("{(.-)}") do
  print(marker:match('"start": (%d+)'), marker:match('"frames": (%d+)'), marker:match('"character": "(.-)"'), marker:match('"timecode": "(.-)"'))
end
