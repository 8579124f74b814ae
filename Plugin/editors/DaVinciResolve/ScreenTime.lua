-- ScreenTime in DaVinci Resolve (Workspace > Scripts > Utility): who is on screen, as timeline markers.
-- Needs neither UIManager nor Python, which the free edition lacks. docs/editors.md tells how to install and use it.
-- What Resolve's scripting interface promises is in its own README.txt (Help > Documentation > Developer); this relies on nothing else.

local API_VERSION = 1
local TOOL = "screentime"
local WINDOWS = package.config:sub(1, 1) == "\\"
local SEPARATOR = WINDOWS and "\\" or "/"
local PRESET = "ScreenTime restores this"

-- OpenTimelineIO's colours in Resolve's words.
local COLORS = {
  PINK = "Pink", RED = "Red", ORANGE = "Sand", YELLOW = "Yellow", GREEN = "Green", CYAN = "Cyan", BLUE = "Blue", PURPLE = "Purple", MAGENTA = "Fuchsia", BLACK = "Cocoa", WHITE = "Cream",
}

-- A sentence for the user ends the script; anything else that is thrown is a defect.
local function stop(sentence)
  error({ sentence = sentence }, 0)
end

-- JSON

local json = {}

local function utf8(code)
  if code < 0x80 then return string.char(code) end
  if code < 0x800 then return string.char(0xC0 + math.floor(code / 0x40), 0x80 + code % 0x40) end
  if code < 0x10000 then return string.char(0xE0 + math.floor(code / 0x1000), 0x80 + math.floor(code / 0x40) % 0x40, 0x80 + code % 0x40) end
  return string.char(0xF0 + math.floor(code / 0x40000), 0x80 + math.floor(code / 0x1000) % 0x40, 0x80 + math.floor(code / 0x40) % 0x40, 0x80 + code % 0x40)
end

-- Returns the value, or nil and what is wrong. null becomes nil, so a list must not hold any.
function json.decode(text)
  local at, depth = 1, 0
  local escapes = { ['"'] = '"', ["\\"] = "\\", ["/"] = "/", b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }
  local value

  local function skip()
    at = text:find("[^ \t\r\n]", at) or #text + 1
  end

  local function fail(what)
    error({ json = what .. " at character " .. at }, 0)
  end

  local function read_text()
    local parts = {}
    at = at + 1
    while true do
      local stopAt = text:find('["\\]', at)
      if not stopAt then fail("a text without end") end
      parts[#parts + 1] = text:sub(at, stopAt - 1)
      at = stopAt + 1
      if text:sub(stopAt, stopAt) == '"' then return table.concat(parts) end
      local sign = text:sub(at, at)
      if sign == "u" then
        local code = tonumber(text:match("^%x%x%x%x", at + 1) or fail("a wrong escape"), 16)
        at = at + 5
        if code >= 0xD800 and code < 0xDC00 then
          local low = tonumber(text:match("^\\u(%x%x%x%x)", at) or "", 16)
          if low and low >= 0xDC00 and low < 0xE000 then
            code = 0x10000 + (code - 0xD800) * 0x400 + (low - 0xDC00)
            at = at + 6
          end
        end
        parts[#parts + 1] = utf8(code)
      else
        parts[#parts + 1] = escapes[sign] or fail("a wrong escape")
        at = at + 1
      end
    end
  end

  local function read_members(close, read)
    at = at + 1
    depth = depth + 1
    if depth > 64 then fail("too deep") end
    skip()
    if text:sub(at, at) == close then
      at = at + 1
    else
      while true do
        read()
        skip()
        local sign = text:sub(at, at)
        at = at + 1
        if sign == close then break end
        if sign ~= "," then fail("something unexpected") end
        skip()
      end
    end
    depth = depth - 1
  end

  function value()
    skip()
    local sign = text:sub(at, at)
    if sign == '"' then return read_text() end
    if sign == "{" then
      local object = {}
      read_members("}", function()
        if text:sub(at, at) ~= '"' then fail("a name is missing") end
        local name = read_text()
        skip()
        if text:sub(at, at) ~= ":" then fail("a colon is missing") end
        at = at + 1
        object[name] = value()
      end)
      return object
    end
    if sign == "[" then
      local list = {}
      read_members("]", function() list[#list + 1] = value() end)
      return list
    end
    for word, meaning in pairs({ ["true"] = true, ["false"] = false }) do
      if text:sub(at, at + #word - 1) == word then
        at = at + #word
        return meaning
      end
    end
    if text:sub(at, at + 3) == "null" then
      at = at + 4
      return nil
    end
    local number = text:match("^-?%d+%.?%d*[eE]?[+-]?%d*", at)
    if not number or not tonumber(number) then fail("something unexpected") end
    at = at + #number
    return tonumber(number)
  end

  local good, result = pcall(function()
    local root = value()
    skip()
    if at <= #text then fail("something after the end") end
    return root
  end)
  if good then return result end
  return nil, type(result) == "table" and result.json or tostring(result)
end

-- Keys in order, so that the same value is always the same text. A table with [1], and an empty one, is a list.
function json.encode(value)
  if type(value) == "string" then
    return '"' .. value:gsub('[%c"\\]', function(sign) return string.format("\\u%04x", sign:byte()) end) .. '"'
  end
  if type(value) == "number" then
    return value == math.floor(value) and string.format("%d", value) or string.format("%.17g", value)
  end
  if type(value) ~= "table" then return tostring(value) end
  local parts = {}
  if value[1] ~= nil or next(value) == nil then
    for _, item in ipairs(value) do parts[#parts + 1] = json.encode(item) end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  local names = {}
  for name in pairs(value) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do parts[#parts + 1] = json.encode(name) .. ":" .. json.encode(value[name]) end
  return "{" .. table.concat(parts, ",") .. "}"
end

-- Files and programs

local function join(...)
  return table.concat({ ... }, SEPARATOR)
end

local function read_file(path)
  local file = io.open(path, "rb")
  if not file then return nil end
  local text = file:read("*a")
  file:close()
  return text
end

local function write_file(path, text)
  local file, why = io.open(path, "wb")
  if not file then
    stop("the job cannot be written (" .. tostring(why) .. "). An App Store build of Resolve may not write there: install the build from blackmagicdesign.com, "
      .. "or run 'screentime analyze' outside Resolve and import the .resolve.edl (Timelines > Import > Timeline Markers from EDL)")
  end
  file:write(text)
  file:close()
end

-- One word of a command line. io.popen is all that Lua has, and it goes through a shell.
local function quote(word)
  if WINDOWS then
    if word:find('["%%]') then stop("the path " .. word .. " holds a sign that Windows' command line cannot take: move it") end
    return '"' .. word .. '"'
  end
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

local function command_line(words)
  local parts = {}
  for _, word in ipairs(words) do parts[#parts + 1] = quote(word) end
  local line = table.concat(parts, " ")
  -- cmd takes the outermost quotes away.
  return WINDOWS and '"' .. line .. '"' or line
end

local function make_folder(path)
  if bmd and bmd.createdir then
    bmd.createdir(path)
  elseif WINDOWS then
    os.execute("if not exist " .. quote(path) .. " mkdir " .. quote(path))
  else
    os.execute("mkdir -p " .. quote(path))
  end
end

local function wait_a_second()
  if bmd and bmd.wait then
    bmd.wait(1)
  else
    os.execute(WINDOWS and "ping -n 2 127.0.0.1 >nul" or "sleep 1")
  end
end

local function home()
  return os.getenv(WINDOWS and "USERPROFILE" or "HOME") or "."
end

-- What `screentime install resolve` noted.
local function settings()
  local folders = { os.getenv("SCREENTIME_SETTINGS") or false }
  if WINDOWS then
    folders[#folders + 1] = join(os.getenv("APPDATA") or home(), "ScreenTime")
  else
    folders[#folders + 1] = join(home(), "Library", "Application Support", "ScreenTime")
    folders[#folders + 1] = join(os.getenv("XDG_CONFIG_HOME") or join(home(), ".config"), "screentime")
  end
  for _, folder in ipairs(folders) do
    local text = folder and read_file(join(folder, "editors.json"))
    if text then
      local found, why = json.decode(text)
      if type(found) ~= "table" then stop(join(folder, "editors.json") .. " is damaged (" .. tostring(why) .. "): run 'screentime install resolve' again") end
      return found
    end
  end
  return {}
end

-- A folder's name for any title: plain letters, and a number that tells titles apart that differ in other signs alone.
local function folder_name(title)
  local sum, plain = 0, title:gsub("[^%w%-_ ]", "_")
  if plain == title and #title > 0 and #title < 60 then return title end
  for i = 1, #title do sum = (sum * 31 + title:byte(i)) % 4294967296 end
  return string.format("%s %08x", plain:sub(1, 60), sum)
end

-- The host door (docs/host-door.md)

local function is_frame(value)
  return type(value) == "number" and value >= 0 and value == math.floor(value)
end

-- The result in an answer, checked whole before anything of it is used.
local function check(response)
  if type(response) ~= "table" or response.apiVersion ~= API_VERSION then
    stop("ScreenTime's answer is of a version that this script does not know: run 'screentime install resolve' again")
  end
  if response.status ~= "done" then stop(type(response.message) == "string" and response.message or "ScreenTime gave no reason") end
  local result = response.result
  local sound = type(result) == "table" and type(result.timeline) == "table" and is_frame(result.timeline.frameCount) and type(result.cast) == "string"
    and type(result.run) == "string" and type(result.markers) == "table" and type(result.characters) == "table" and type(result.files) == "table"
    and type(result.unknowns) == "table" and type(result.messages) == "table"
  for _, marker in ipairs(sound and result.markers or {}) do
    sound = sound and type(marker) == "table" and type(marker.character) == "string" and type(marker.name) == "string" and type(marker.color) == "string"
      and type(marker.timecode) == "string" and type(marker.confidence) == "number" and is_frame(marker.start) and is_frame(marker.frames) and marker.frames > 0
      and marker.start + marker.frames <= result.timeline.frameCount and (marker.comment == nil or type(marker.comment) == "string")
  end
  for _, character in ipairs(sound and result.characters or {}) do
    sound = sound and type(character) == "table" and type(character.text) == "string"
  end
  for _, unknown in ipairs(sound and result.unknowns or {}) do
    sound = sound and type(unknown) == "table" and is_frame(unknown.frames)
  end
  if not sound then stop("ScreenTime's answer is damaged; nothing was changed") end
  return result
end

local function ask_host(words, folder, job)
  local request, response = join(folder, "request.json"), join(folder, "response.json")
  write_file(request, json.encode({ apiVersion = API_VERSION, job = job, markersAs = "resolve-edl" }))
  -- The answer of an earlier run must not be taken for this one's.
  os.remove(response)
  local line = { unpack(words) }
  for _, word in ipairs({ "host", "--request", request }) do line[#line + 1] = word end
  local pipe = io.popen(command_line(line), "r")
  if not pipe then stop("ScreenTime cannot be started: run 'screentime install resolve' again") end
  local said
  for text in pipe:lines() do
    local heard = json.decode(text)
    if type(heard) == "table" and heard.type == "stage" then
      print(tostring(heard.stage) .. " ...")
    elseif type(heard) == "table" and heard.type == "message" then
      print(tostring(heard.text))
    elseif type(heard) == "table" and heard.type == "progress" and type(heard.done) == "number" and type(heard.total) == "number" and heard.total > 0 then
      local tenths = math.floor(heard.done * 10 / heard.total)
      if said ~= heard.stage .. tenths then print(string.format("  %d %%", tenths * 10)) end
      said = heard.stage .. tenths
    end
  end
  pipe:close()
  local text = read_file(response)
  if not text then stop("ScreenTime gave no answer: is " .. words[1] .. " there? 'screentime doctor' says what is wrong, 'screentime install resolve' notes the command anew") end
  return check((json.decode(text)))
end

-- The timeline

local function timeline_facts(timeline)
  local setting = tostring(timeline:GetSetting("timelineFrameRate") or "")
  local rate = setting:match("^%d+%.?%d*")
  if not rate then stop("Resolve does not say the timeline's frame rate") end
  local start = timeline:GetStartTimecode()
  local drop = setting:find("DF") ~= nil or tostring(timeline:GetSetting("timelineDropFrameTimecode")) == "1" or (start and start:find(";") ~= nil)
  return { rate = rate, start = start, drop = drop and (rate == "29.97" or rate == "59.94") }
end

-- Renders the timeline small, and leaves Resolve as it was: its render settings kept as a preset and loaded again, the job and the preset deleted, the page turned back.
local function render(project, timeline, folder)
  local page = resolve:GetCurrentPage()
  local format, mode = project:GetCurrentRenderFormatAndCodec(), project:GetCurrentRenderMode()
  if not project:SaveAsNewRenderPreset(PRESET) then stop("the render settings cannot be kept as a preset, so nothing is rendered") end
  local job
  local good, why = pcall(function()
    local codecs = project:GetRenderCodecs("mp4") or {}
    local known = {}
    for _, codec in pairs(codecs) do known[codec] = true end
    -- The free edition on Linux has no H.264.
    if not (known.H264 and project:SetCurrentRenderFormatAndCodec("mp4", "H264")) and not project:SetCurrentRenderFormatAndCodec("mov", "ProRes422P") then
      project:SetCurrentRenderFormatAndCodec("mov", "DNxHR_LB")
    end
    project:SetCurrentRenderMode(1)
    local width, height = tonumber(timeline:GetSetting("timelineResolutionWidth")), tonumber(timeline:GetSetting("timelineResolutionHeight"))
    if not width or not height or width < 1 then width, height = 1920, 1080 end
    local scale = math.min(1, 960 / width)
    if not project:SetRenderSettings({
      SelectAllFrames = true, TargetDir = folder, CustomName = "picture", ExportVideo = true, ExportAudio = false,
      FormatWidth = math.floor(width * scale / 2) * 2, FormatHeight = math.floor(height * scale / 2) * 2,
    }) then stop("Resolve does not take the settings for a small render") end
    job = project:AddRenderJob()
    if not job or not project:StartRendering(job) then stop("Resolve does not start to render") end
    print("Rendering the timeline small ...")
    while project:IsRenderingInProgress() do wait_a_second() end
    local status = project:GetRenderJobStatus(job) or {}
    if status.JobStatus ~= "Complete" then stop("the render did not end well: " .. tostring(status.Error or status.JobStatus)) end
    for _, each in pairs(project:GetRenderJobList() or {}) do
      if each.JobId == job then return join(each.TargetDir or folder, each.OutputFilename or "picture.mp4") end
    end
    stop("Resolve does not say where the render went")
  end)
  if job then project:DeleteRenderJob(job) end
  project:LoadRenderPreset(PRESET)
  if type(format) == "table" and format.format then project:SetCurrentRenderFormatAndCodec(format.format, format.codec) end
  if mode then project:SetCurrentRenderMode(mode) end
  if project.DeleteRenderPreset then project:DeleteRenderPreset(PRESET) end
  if page then resolve:OpenPage(page) end
  if not good then error(why, 0) end
  return why
end

-- Markers

local function seconds(frames, result)
  local numerator, denominator = tostring(result.timeline.rate):match("^(%d+)/(%d+)$")
  return numerator and frames * tonumber(denominator) / tonumber(numerator) or 0
end

-- What the markers shall be, by frame. Resolve has one a frame: those that begin together are one that names all.
local function wanted_markers(result, standing)
  local frames, order = {}, {}
  for _, marker in ipairs(result.markers) do
    if not standing[marker.character .. "@" .. marker.start] then
      if not frames[marker.start] then
        frames[marker.start] = {}
        order[#order + 1] = marker.start
      end
      table.insert(frames[marker.start], marker)
    end
  end
  table.sort(order)
  local wanted = {}
  for _, frame in ipairs(order) do
    local names, notes, characters, longest = {}, {}, {}, 0
    for _, marker in ipairs(frames[frame]) do
      names[#names + 1] = marker.name
      -- As the house words it; an older ScreenTime leaves that to the script.
      notes[#notes + 1] = marker.comment
        or string.format("%s %.1f s, confidence %d %%", marker.name, seconds(marker.frames, result), math.floor(marker.confidence * 100 + 0.5))
      characters[#characters + 1] = marker.character
      longest = math.max(longest, marker.frames)
    end
    wanted[#wanted + 1] = {
      frame = frame, color = COLORS[frames[frame][1].color] or "Blue", name = table.concat(names, " + "), note = table.concat(notes, "\n"), duration = longest,
      timecode = frames[frame][1].timecode, characters = characters,
    }
  end
  return wanted
end

local function is_as_written(frame, marker, own)
  return own.frame == frame and own.color == marker.color and own.name == marker.name and own.note == marker.note and own.duration == tonumber(marker.duration)
end

-- Takes out our markers of a cast. DeleteMarkerByCustomData would take the first match alone, so each is found and deleted by its frame.
local function remove_own(timeline, cast)
  local kept, standing, own_frames = {}, {}, {}
  for frame, marker in pairs(timeline:GetMarkers() or {}) do
    local own = type(marker.customData) == "string" and marker.customData:sub(1, 1) == "{" and json.decode(marker.customData)
    if type(own) == "table" and own.tool == TOOL and own.cast == cast and type(own.characters) == "table" then
      if is_as_written(frame, marker, own) then
        own_frames[#own_frames + 1] = frame
      else
        kept[#kept + 1] = marker.name
        -- A person's version of these very appearances stands for them.
        for _, character in ipairs(own.characters) do standing[character .. "@" .. tostring(own.frame)] = true end
      end
    end
  end
  for _, frame in ipairs(own_frames) do timeline:DeleteMarkerAtFrame(frame) end
  return kept, standing
end

local function set_markers(timeline, result)
  local kept, standing = remove_own(timeline, result.cast)
  local added, refused = 0, {}
  for _, marker in ipairs(wanted_markers(result, standing)) do
    local data = json.encode({
      tool = TOOL, cast = result.cast, characters = marker.characters, run = result.run, frame = marker.frame, color = marker.color, name = marker.name, note = marker.note,
      duration = marker.duration,
    })
    if timeline:AddMarker(marker.frame, marker.color, marker.name, marker.note, marker.duration, data) then
      added = added + 1
    else
      refused[#refused + 1] = marker.timecode .. " " .. marker.name
    end
  end
  return added, refused, kept
end

-- The whole way

local function html(text)
  return (tostring(text):gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

-- The free edition has no windows for scripts: what they would show is a page in the browser.
local function write_page(path, result, sentences)
  local parts = {
    "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>ScreenTime: ", html(result.timeline.name),
    "</title><style>body{font:15px sans-serif;max-width:50em;margin:2em auto}td,th{text-align:left;padding:.15em 1em .15em 0}</style></head><body><h1>", html(result.timeline.name), "</h1>",
  }
  for _, sentence in ipairs(sentences) do parts[#parts + 1] = "<p>" .. html(sentence) .. "</p>" end
  parts[#parts + 1] = "<table><tr><th>Timecode</th><th>Character</th><th>Seconds</th><th>Confidence</th></tr>"
  for _, marker in ipairs(result.markers) do
    parts[#parts + 1] = string.format(
      "<tr><td>%s</td><td>%s</td><td>%.1f</td><td>%d %%</td></tr>", html(marker.timecode), html(marker.name), seconds(marker.frames, result), math.floor(marker.confidence * 100 + 0.5))
  end
  parts[#parts + 1] = "</table></body></html>\n"
  write_file(path, table.concat(parts))
end

local function open_page(path)
  if WINDOWS then
    os.execute('start "" ' .. quote(path))
  elseif read_file("/usr/bin/open") then
    os.execute("/usr/bin/open " .. quote(path))
  elseif os.getenv("DISPLAY") or os.getenv("WAYLAND_DISPLAY") then
    os.execute("xdg-open " .. quote(path) .. " >/dev/null 2>&1 &")
  end
end

local function main()
  resolve = resolve or (Resolve and Resolve()) or (app and app.GetResolve and app:GetResolve())
  if not resolve then stop("this is a script for DaVinci Resolve: run it from Workspace > Scripts") end
  local project = resolve:GetProjectManager():GetCurrentProject()
  local timeline = project and project:GetCurrentTimeline()
  if not timeline then stop("open a timeline first") end
  local set = settings()
  local cast = os.getenv("SCREENTIME_CAST") or set.cast
  if type(cast) ~= "string" or cast == "" then stop("no cast is chosen: run 'screentime install resolve --cast FOLDER' with the folder of your cast, then this script again") end
  local words = type(set.command) == "table" and type(set.command[1]) == "string" and set.command or { "screentime" }
  local folder = join(type(set.jobs) == "string" and set.jobs or join(home(), "ScreenTime"), folder_name(project:GetName() .. " - " .. timeline:GetName()))
  make_folder(folder)

  local facts = timeline_facts(timeline)
  local job = { cast = cast, out = join(folder, "result"), rate = facts.rate, drop = facts.drop, start = facts.start, export = { "otio", "resolve-edl", "csv", "json" } }
  job.timeline = join(folder, "timeline.otio")
  os.remove(job.timeline)
  local exported = timeline:Export(job.timeline, resolve.EXPORT_OTIO)
  if SCREENTIME_ROUTE == "picture" or not exported then
    if not exported then print("Resolve did not export the timeline as OpenTimelineIO (18.5 and later can): it is rendered instead.") end
    local picture = render(project, timeline, folder)
    if exported then job.picture = picture else job.timeline = picture end
  end

  local result = ask_host(words, folder, job)
  local added, refused, kept = set_markers(timeline, result)
  local sentences = { added .. " markers added to " .. timeline:GetName() }
  local function say(sentence) sentences[#sentences + 1] = sentence end
  if #kept > 0 then say("Kept, since you changed them: " .. table.concat(kept, ", ")) end
  if #refused > 0 then say("Not set, since another marker is on the frame (Resolve takes one a frame): " .. table.concat(refused, "; ")) end
  local unknown = 0
  for _, stretch in ipairs(result.unknowns) do unknown = unknown + stretch.frames end
  if unknown > 0 then say(string.format("%.1f s could not be looked at and count for nobody", seconds(unknown, result))) end
  for _, character in ipairs(result.characters) do say(character.text) end
  say("All results: " .. join(folder, "result"))
  for _, sentence in ipairs(sentences) do print(sentence) end
  write_page(join(folder, "summary.html"), result, sentences)
  open_page(join(folder, "summary.html"))
end

local good, why = pcall(main)
if not good then
  if type(why) == "table" and why.sentence then
    print("ScreenTime: " .. why.sentence)
  else
    print("ScreenTime: this should not have happened: " .. tostring(why))
  end
end
