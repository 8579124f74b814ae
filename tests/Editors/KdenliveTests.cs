using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using ScreenTime.Sdk;

namespace ScreenTime.Tests.Editors;

/// <summary>Guides in a copy of a Kdenlive project, by the script that the file manager's menu starts; melt, Kdenlive's engine, opens the copy.</summary>
[Collection(UsesColourFilm.Name)]
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
        (await Tool.RunAsync(environment, [python, Path.Combine(scripts, "screentime_kdenlive.py"), project])).Succeeded();

        Assert.Equal(before, await File.ReadAllBytesAsync(project));
        var copy = Path.Combine(_folder, "cut.screentime.kdenlive");
        var text = await File.ReadAllTextAsync(copy);
        var guides = Regex.Match(text, @"guides"">(\[.*?\])\s*</property>", RegexOptions.Singleline).Groups[1].Value;
        var places = JArray.Parse(System.Net.WebUtility.HtmlDecode(guides)).Select(guide => ((long)guide["pos"]!, (string)guide["comment"]!)).ToList();
        foreach (var (start, _, character) in ColourFilm.Truth())
            Assert.Contains(places, guide => guide.Item1 == start && guide.Item2.Contains(character.ToUpperInvariant(), StringComparison.Ordinal));
        // The engine's own reading of the copy, as XML again.
        var read = Path.Combine(_folder, "read.xml");
        (await Tool.RunAsync(environment, [melt, copy, "-consumer", "xml:" + read])).Succeeded();
        Assert.Contains(FormattableString.Invariant($"out=\"{ColourFilm.Frames - 1}\""), await File.ReadAllTextAsync(read), StringComparison.Ordinal);
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
