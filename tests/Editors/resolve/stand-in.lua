-- A stand-in of DaVinci Resolve's scripting interface that behaves as its README.txt says: markers by offset from the timeline's start, one a frame, nil on failure,
-- DeleteMarkerByCustomData takes the first match alone, GetMarkers gives copies. It says what was called, so that a test can see what was restored.
-- usage: lua5.1 stand-in.lua SCRIPT PROJECT.lua DUMP

local script, project_file, dump = arg[1], arg[2], arg[3]
local facts = dofile(project_file)
local log = {}
local COLORS = {}
for color in ("Blue Cyan Green Yellow Red Pink Purple Fuchsia Rose Lavender Sky Mint Lemon Sand Cocoa Cream"):gmatch("%a+") do COLORS[color] = true end

local function note(...)
  local parts = {}
  for _, part in ipairs({ ... }) do parts[#parts + 1] = tostring(part) end
  log[#log + 1] = table.concat(parts, " ")
end

local function copy_file(from, to)
  local source = io.open(from, "rb")
  if not source then return nil end
  local target = assert(io.open(to, "wb"))
  target:write(source:read("*a"))
  target:close()
  source:close()
  return true
end

local timeline = { markers = {} }

function timeline:GetName() return facts.timeline end
function timeline:GetSetting(name) return facts.settings[name] end
function timeline:GetStartTimecode() return facts.start end
function timeline:GetStartFrame() return facts.startFrame end
function timeline:GetEndFrame() return facts.startFrame + facts.frames end

function timeline:Export(path, kind)
  note("Export", kind)
  if facts.failExport or kind ~= "EXPORT_OTIO" then return nil end
  return copy_file(facts.otio, path)
end

function timeline:AddMarker(frame, color, name, text, duration, data)
  if type(frame) ~= "number" or frame ~= math.floor(frame) or frame < 0 or frame >= facts.frames or self.markers[frame] or not COLORS[color]
    or type(duration) ~= "number" or duration < 1 then
    note("refused", frame, color)
    return nil
  end
  self.markers[frame] = { color = color, name = name, note = text, duration = duration, customData = data or "" }
  return true
end

function timeline:GetMarkers()
  local copy = {}
  for frame, marker in pairs(self.markers) do
    copy[frame] = { color = marker.color, name = marker.name, note = marker.note, duration = marker.duration, customData = marker.customData }
  end
  return copy
end

function timeline:DeleteMarkerAtFrame(frame)
  if not self.markers[frame] then return nil end
  self.markers[frame] = nil
  return true
end

function timeline:DeleteMarkerByCustomData(data)
  local frames = {}
  for frame, marker in pairs(self.markers) do
    if marker.customData == data then frames[#frames + 1] = frame end
  end
  table.sort(frames)
  return self:DeleteMarkerAtFrame(frames[1])
end

local project = { presets = {}, jobs = {}, state = { format = "exr", codec = "RGBHalf", mode = 0, settings = "the user's own" } }

function project:GetName() return facts.project end
function project:GetCurrentTimeline() return timeline end
function project:GetCurrentRenderFormatAndCodec() return { format = self.state.format, codec = self.state.codec } end
function project:GetCurrentRenderMode() return self.state.mode end
function project:GetRenderCodecs(format) return format == "mp4" and not facts.noH264 and { ["H.264"] = "H264" } or {} end

function project:SaveAsNewRenderPreset(name)
  if facts.failPreset or self.presets[name] then return nil end
  local kept = {}
  for key, value in pairs(self.state) do kept[key] = value end
  self.presets[name] = kept
  return true
end

function project:LoadRenderPreset(name)
  if not self.presets[name] then return nil end
  local state = {}
  for key, value in pairs(self.presets[name]) do state[key] = value end
  self.state = state
  return true
end

function project:DeleteRenderPreset(name)
  self.presets[name] = nil
  return true
end

function project:SetCurrentRenderFormatAndCodec(format, codec)
  if codec == "H264" and facts.noH264 then return nil end
  self.state.format, self.state.codec = format, codec
  return true
end

function project:SetCurrentRenderMode(mode)
  self.state.mode = mode
  return true
end

function project:SetRenderSettings(settings)
  self.state.settings = settings
  note("render", settings.FormatWidth .. "x" .. settings.FormatHeight)
  return true
end

function project:AddRenderJob()
  self.jobs[#self.jobs + 1] = { JobId = "job" .. #self.jobs, TargetDir = self.state.settings.TargetDir, OutputFilename = self.state.settings.CustomName .. "." .. self.state.format }
  return self.jobs[#self.jobs].JobId
end

function project:DeleteRenderJob(id)
  for i, job in ipairs(self.jobs) do
    if job.JobId == id then
      table.remove(self.jobs, i)
      return true
    end
  end
end

function project:GetRenderJobList() return self.jobs end
function project:IsRenderingInProgress() return false end

function project:StartRendering(id)
  if facts.failRender then return true end
  return copy_file(facts.picture, self.jobs[#self.jobs].TargetDir .. "/" .. self.jobs[#self.jobs].OutputFilename)
end

function project:GetRenderJobStatus() return { JobStatus = facts.failRender and "Failed" or "Complete", CompletionPercentage = 100 } end

resolve = { EXPORT_OTIO = "EXPORT_OTIO", page = "edit" }
function resolve:GetProjectManager() return { GetCurrentProject = function() return project end } end
function resolve:GetCurrentPage() return self.page end
function resolve:OpenPage(page)
  self.page = page
  return true
end

for frame, marker in pairs(facts.markers or {}) do timeline.markers[frame] = marker end
for run = 1, facts.runs or 1 do
  dofile(script)
  if facts.between and run < (facts.runs or 1) then facts.between(timeline) end
end

local function plain(text) return (tostring(text):gsub("[\t\r\n]", " ")) end
local out = assert(io.open(dump, "wb"))
local frames = {}
for frame in pairs(timeline.markers) do frames[#frames + 1] = frame end
table.sort(frames)
for _, frame in ipairs(frames) do
  local marker = timeline.markers[frame]
  out:write("marker\t", frame, "\t", marker.color, "\t", plain(marker.name), "\t", marker.duration, "\t", plain(marker.note), "\t", plain(marker.customData), "\n")
end
for _, line in ipairs(log) do out:write("call\t", line, "\n") end
local presets = 0
for _ in pairs(project.presets) do presets = presets + 1 end
out:write("state\t", table.concat({ project.state.format, project.state.codec, project.state.mode, tostring(project.state.settings), presets, #project.jobs, resolve.page }, " "), "\n")
out:close()
