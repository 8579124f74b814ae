// One marker colour a character, in the order of screen time, and a selects timeline that holds one character's appearances alone.
// screentime script colours-and-selects.csx RESULT TIMELINE CHARACTER OUT

var result = ReadResult(Arg(0, "the folder of the result"));
var source = await ReadTimelineAsync(Arg(1, "the timeline that was analysed"), result);
var who = Arg(2, "the character");
var output = Arg(3, "the folder for the files");
if (result.Cast.IndexOf(who) < 0)
    throw Stop($"the cast has no \"{who}\"; it has {string.Join(", ", result.Cast.Characters.Select(character => character.Id))}");

// The colours that editors tell apart best go to those who are on screen longest.
string[] colours = ["BLUE", "RED", "GREEN", "YELLOW", "PURPLE", "CYAN", "ORANGE", "PINK"];
var ranked = result.Totals.Where(total => total.RuleId == "visible-v1").OrderByDescending(total => total.Frames).Select(total => total.CharacterId).ToList();
var coloured = result.Cast with
{
    Characters = [.. result.Cast.Characters.Select(character => character with { Color = colours[ranked.IndexOf(character.Id) % colours.Length] })],
};
foreach (var file in Export(result with { Cast = coloured }, source, output, "otio", "resolve-edl"))
    Print(file);

// The selects: what the record shows while the character is on screen, one piece after another, with straight cuts.
var shown = source.Timeline.Tracks.Children.OfType<Track>().Where(track => track.Kind == Track.KindVideo).Select(track => track.DeepClone()).ToList();
var record = StackFlattening.Flatten(shown);
foreach (var transition in record.Children.OfType<Transition>().ToList())
    record.Children.Remove(transition);
var selects = new Timeline($"{result.TimelineName} {who}") { GlobalStartTime = new RationalTime(result.StartFrame, result.Rate.Value) };
var pieces = new Track { Name = "V1", Kind = Track.KindVideo };
selects.Tracks.Children.Add(pieces);
foreach (var appearance in result.Appearances.Where(appearance => appearance.CharacterId == who))
{
    var range = new TimeRange(appearance.Record.Start, appearance.Record.Length, result.Rate.Value);
    foreach (var piece in record.TrimmedToRange(range).Children.ToList())
        pieces.Children.Add(piece.DeepClone());
}

var path = Path.Combine(output, $"{who}.selects.otio");
WriteTimeline(path, selects);
Print(path);
