// One result for three houses at once, each in its own folder and as it likes its markers.
// screentime script three-houses.csx RESULT TIMELINE OUT

var result = ReadResult(Arg(0, "the folder of the result"));
var source = await ReadTimelineAsync(Arg(1, "the timeline that was analysed"), result);
var output = Arg(2, "the folder for the files");

var avid = new ExportSettings(MarkerSettings.Default with { Unit = MarkerUnit.Shot, Text = "{name} {length}", AvidTrack = "V2" });
var resolve = new ExportSettings(MarkerSettings.Default with { Unit = MarkerUnit.Appearance, MinimumSeconds = 0.5m });
var review = new ExportSettings(MarkerSettings.Default with { Unit = MarkerUnit.First });
foreach (var (house, settings, formats) in new (string, ExportSettings, string[])[]
{
    ("picture editing (Avid)", avid, ["avid", "edl"]),
    ("colour (DaVinci Resolve)", resolve, ["resolve-edl", "otio"]),
    ("legal (tables and subtitles)", review, ["csv", "json", "vtt"]),
})
{
    Print(house);
    foreach (var file in Export(result, source, Path.Combine(output, house.Split(' ')[0]), settings, formats))
        Print("  " + Path.GetFileName(file));
}
