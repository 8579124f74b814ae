using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Tests.Editors;

/// <summary>Guides in a copy of a Kdenlive project, by the script that the file manager's menu starts; melt, Kdenlive's engine, opens the copy, and Kdenlive what is written anew.</summary>
public sealed class KdenliveTests(ColourFilm film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-kdenlive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_copy_of_the_project_has_guides_on_the_frames_and_the_project_is_untouched()
    {
        var python = Tool.Require("python3", "python3");
        var melt = Tool.Require("melt", "melt");
        if (!Regex.IsMatch((await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "plugins"])).Output, "[ ,]kdenlive\\b.*[ ,]kdenlive\\b"))
            Assert.Skip("no plugin reads and writes Kdenlive's projects");
        var project = Path.Combine(_folder, "cut.kdenlive");
        await File.WriteAllTextAsync(project, Project(await film.AtAsync(new FrameRate(25, 1))));
        var before = await File.ReadAllBytesAsync(project);

        // As installed: the script beside the client of the host door.
        var scripts = Directory.CreateDirectory(Path.Combine(_folder, "scripts")).FullName;
        foreach (var (folder, name) in new[] { ("Kdenlive", "screentime_kdenlive.py"), ("Blender/screentime", "door.py") })
            File.Copy(Path.Combine(SharedData.Root, "Plugin", "editors", folder, name), Path.Combine(scripts, name));
        var environment = film.Environment;
        environment["DISPLAY"] = null;
        // What the house wants reaches the guides: a guide an appearance, and its words.
        environment["SCREENTIME_SETTINGS"] = Directory.CreateDirectory(Path.Combine(_folder, "settings")).FullName;
        await File.WriteAllTextAsync(Path.Combine(_folder, "settings", "editors.json"), Newtonsoft.Json.JsonConvert.SerializeObject(new { command = Tool.ScreenTime, cast = film.Cast }));
        await File.WriteAllTextAsync(Path.Combine(_folder, "settings", "markers.json"), """{ "formats": { "kdenlive": { "markers": "appearance", "text": "» {name}" } } }""");
        (await Tool.RunAsync(environment, [python, Path.Combine(scripts, "screentime_kdenlive.py"), project])).Succeeded();

        Assert.Equal(before, await File.ReadAllBytesAsync(project));
        var copy = Path.Combine(_folder, "cut.screentime.kdenlive");
        var text = await File.ReadAllTextAsync(copy);
        var guides = Regex.Match(text, @"guides"">(\[.*?\])\s*</property>", RegexOptions.Singleline).Groups[1].Value;
        var places = JArray.Parse(System.Net.WebUtility.HtmlDecode(guides)).Select(guide => ((long)guide["pos"]!, (string)guide["comment"]!)).ToList();
        foreach (var (start, _, character) in ColourFilm.Truth())
            Assert.Contains(places, guide => guide.Item1 == start && guide.Item2.Contains("» " + character.ToUpperInvariant(), StringComparison.Ordinal));
        // The engine's own reading of the copy, as XML again.
        var read = Path.Combine(_folder, "read.xml");
        var engine = await Tool.RunAsync(environment, [melt, copy, "-consumer", "xml:" + read]);
        var xml = File.Exists(read) ? await File.ReadAllTextAsync(read) : "";
        // Debian's 7.12 crashes now and then as it ends, when all is written.
        if (engine.ExitCode != 139 || !xml.TrimEnd().EndsWith("</mlt>", StringComparison.Ordinal))
            engine.Succeeded();
        Assert.Contains(FormattableString.Invariant($"out=\"{ColourFilm.Frames - 1}\""), xml, StringComparison.Ordinal);
    }

    /// <summary>The editor itself, on a screen that nobody sees: what it saves of a project that was written here is the same cut with the same guides.</summary>
    [Fact]
    public async Task Kdenlive_opens_what_is_written_and_saves_the_same_cut_and_guides()
    {
        RequireEditor();
        var timeline = await CutAsync();
        (await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "analyze", timeline, "--cast", film.Cast, "--out", Path.Combine(_folder, "out"), "--export", "kdenlive"])).Succeeded();
        var written = Path.Combine(_folder, "out", "Cut.kdenlive");
        var saved = Path.Combine(_folder, "saved.kdenlive");
        File.Copy(written, saved);

        await OpenAndSaveAsync(saved);

        Assert.Contains("kdenlive:docproperties.guidesCategories", await File.ReadAllTextAsync(saved), StringComparison.Ordinal);
        var guides = Guides(await File.ReadAllTextAsync(written));
        Assert.True(guides.Count >= 4);
        Assert.Equal(guides, Guides(await File.ReadAllTextAsync(saved)));
        Assert.Equal(await CutOfAsync(written, "before"), await CutOfAsync(saved, "after"));
    }

    /// <summary>A cut that came through other editors' formats is a project that Kdenlive opens and saves as it is.</summary>
    [Theory]
    [InlineData("xml")]
    [InlineData("fcpxml")]
    public async Task Kdenlive_opens_what_came_through_another_format(string ending)
    {
        RequireEditor();
        var (through, written, saved) = (Path.Combine(_folder, "Cut." + ending), Path.Combine(_folder, "written.kdenlive"), Path.Combine(_folder, "saved.kdenlive"));
        (await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "convert", await CutAsync(), through])).Succeeded();
        (await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "convert", through, written])).Succeeded();
        File.Copy(written, saved);
        await OpenAndSaveAsync(saved);

        Assert.Contains("kdenlive:docproperties.guidesCategories", await File.ReadAllTextAsync(saved), StringComparison.Ordinal);
        // FCPXML has markers on clips alone: there it is one of the clip's.
        var guides = Guides(await File.ReadAllTextAsync(written));
        Assert.Equal(ending == "xml" ? ["7 0 theirs"] : [], guides);
        Assert.Equal(guides, Guides(await File.ReadAllTextAsync(saved)));
        Assert.Contains("\"theirs\"", System.Net.WebUtility.HtmlDecode(await File.ReadAllTextAsync(saved)), StringComparison.Ordinal);
        var cut = await CutOfAsync(written, "before");
        Assert.Equal(5, cut.Count);
        Assert.Equal(cut, await CutOfAsync(saved, "after"));
    }

    private static void RequireEditor()
    {
        Tool.Require("kdenlive", "kdenlive");
        Tool.Require("xvfb-run", "xvfb");
        Tool.Require("xauth", "xauth");
        Tool.Require("dbus-run-session", "dbus-daemon");
        Tool.Require("dbus-send", "dbus-bin");
    }

    private async Task OpenAndSaveAsync(string saved)
    {
        var environment = film.Environment;
        environment["HOME"] = Directory.CreateDirectory(Path.Combine(_folder, "home")).FullName;
        var script = Path.Combine(SharedData.Root, "tests", "Editors", "kdenlive", "open-and-save.sh");
        (await Tool.RunAsync(environment, [Tool.Require("xvfb-run", "xvfb"), "-a", "-s", "-screen 0 1280x800x24", Tool.Require("dbus-run-session", "dbus-daemon"), "--", script, saved])).Succeeded();
    }

    /// <summary>Red into green with a dissolve, a hole, green into blue at twice the speed, and somebody's marker.</summary>
    private async Task<string> CutAsync()
    {
        var media = await film.AtAsync(new FrameRate(25, 1));
        Clip Piece(double start, double frames) => new("film", new ExternalReference(media) { AvailableRange = new TimeRange(0, ColourFilm.Frames, 25) }, new TimeRange(start, frames, 25));
        var fast = Piece(100, 40);
        fast.Effects.Add(new LinearTimeWarp { TimeScalar = 2 });
        var track = new Track { Name = "V1", Kind = Track.KindVideo };
        track.Children.AddRange([Piece(35, 30), new Transition { TransitionType = Transition.SmpteDissolve, InOffset = new(6, 25), OutOffset = new(4, 25) }, Piece(90, 30), new Gap(new RationalTime(15, 25)), fast]);
        var timeline = new Timeline("Cut") { GlobalStartTime = new RationalTime(0, 25) };
        timeline.Tracks.Children.Add(track);
        timeline.Tracks.Markers.Add(new Marker { Name = "theirs", Color = "PURPLE", MarkedRange = new TimeRange(7, 1, 25) });
        var path = Path.Combine(_folder, "cut.otio");
        OtioFile.Write(path, timeline);
        return path;
    }

    private static List<string> Guides(string project)
    {
        var json = Regex.Match(project, @"docproperties.guides"">(\[.*?\])\s*</property>", RegexOptions.Singleline).Groups[1].Value;
        return [.. JArray.Parse(System.Net.WebUtility.HtmlDecode(json)).Select(guide => $"{guide["pos"]} {guide["type"]} {guide["comment"]}")];
    }

    private async Task<List<string>> CutOfAsync(string project, string name)
    {
        var otio = Path.Combine(_folder, name + ".otio");
        (await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "convert", project, otio])).Succeeded();
        // Kdenlive adds empty tracks of its own.
        return [.. OtioFile.Read<Timeline>(otio).VideoTracks().SelectMany(track => track.Children).Select(child => child switch
        {
            Transition transition => $"transition {transition.InOffset} {transition.OutOffset}",
            Item item => $"{item.SchemaName} {item.TrimmedRange()} {string.Join(' ', item.Effects.OfType<LinearTimeWarp>().Select(warp => warp.TimeScalar))}",
            _ => "",
        })];
    }

    private static string Project(string media) => $"""
        <?xml version='1.0' encoding='utf-8'?>
        <mlt LC_NUMERIC="C" producer="main_bin" version="7.12.0" root="">
         <profile description="PAL" width="64" height="36" progressive="1" frame_rate_num="25" frame_rate_den="1" sample_aspect_num="1" sample_aspect_den="1" display_aspect_num="16" display_aspect_den="9" colorspace="709"/>
         <producer id="producer0" in="0" out="{ColourFilm.Frames - 1}">
          <property name="length">{ColourFilm.Frames}</property><property name="resource">{media}</property><property name="mlt_service">avformat</property><property name="kdenlive:id">2</property>
         </producer>
         <playlist id="main_bin">
          <property name="kdenlive:docproperties.version">1.04</property><property name="kdenlive:docproperties.guides">[]</property><property name="xml_retain">1</property>
          <entry producer="producer0" in="0" out="{ColourFilm.Frames - 1}"/>
         </playlist>
         <producer id="black_track" in="0" out="{ColourFilm.Frames - 1}"><property name="resource">black</property><property name="mlt_service">color</property></producer>
         <playlist id="playlist0"><entry producer="producer0" in="0" out="{ColourFilm.Frames - 1}"><property name="kdenlive:id">2</property></entry></playlist>
         <playlist id="playlist1"/>
         <tractor id="tractor0" in="0" out="{ColourFilm.Frames - 1}"><track hide="audio" producer="playlist0"/><track hide="audio" producer="playlist1"/></tractor>
         <tractor id="tractor1" global_feed="1" in="0" out="{ColourFilm.Frames - 1}"><track producer="black_track"/><track producer="tractor0"/></tractor>
        </mlt>
        """;
}
