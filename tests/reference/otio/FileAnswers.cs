using System.Globalization;
using OpenTimelineIO;

/// <summary>What OTIO.NET says of files: ranges, searches, flattening, trimming, edits, and what it writes.</summary>
/// <param name="output">Where the answers go, one a line.</param>
/// <param name="edits">Whether the edit algorithms are asked, too.</param>
internal sealed class FileAnswers(TextWriter output, bool edits)
{
    /// <summary>
    /// Questions that the reference is known to answer wrongly (README.md): what is at a time or in a range of a stack or a nested composition, and whether what holds a NaN is
    /// equivalent to its clone.
    /// </summary>
    public static bool IsDisputed(string line) =>
        line.StartsWith("same as its clone", StringComparison.Ordinal) || line.Contains(" child at ", StringComparison.Ordinal) || line.Contains(" children in ", StringComparison.Ordinal) || line.Contains(" clips in ", StringComparison.Ordinal);

    public void Of(string file)
    {
        output.WriteLine($"== {Path.GetFileName(file)}");
        if (Read(file) is not { } timeline)
        {
            output.WriteLine("unreadable");
            return;
        }

        var places = Places(timeline);
        var random = new Lcg((ulong)places.Count);
        Ask("write", () => Answer.Hashed(OtioJson.Write(timeline)));
        Ask("write 0.14", () => Answer.Hashed(OtioJson.Write(timeline, new() { Target = SchemaTarget.Otio014 })));
        Ask("same as its clone", () => Answer.Text(timeline.IsEquivalentTo(timeline.DeepClone())));
        Ask("duration", () => Answer.Text(timeline.Duration()));
        var items = places.Where(place => place.Item is Item).Select(place => (Item)place.Item).ToList();
        foreach (var (child, path) in places)
        {
            if (child is Transition transition)
            {
                Ask($"{path} range in parent", () => Answer.Text(transition.RangeInParent()));
                Ask($"{path} trimmed range in parent", () => Answer.Text(transition.TrimmedRangeInParent()));
            }

            if (child.Parent is Track parent)
            {
                foreach (var gaps in (bool[])[false, true])
                {
                    Ask(string.Create(CultureInfo.InvariantCulture, $"{path} neighbours {(gaps ? 1 : 0)}"), () =>
                    {
                        var (before, after) = parent.NeighborsOf(child, gaps);
                        return string.Concat(new[] { before, after }.Select(one =>
                        {
                            var known = PathOf(places, one);
                            return known + (one is Gap gap && known[0] == 'n' ? " " + Answer.Text(gap.TrimmedRange()) : "") + " ";
                        }));
                    });
                }

                Ask($"{path} handles", () => { var (head, tail) = parent.HandlesOfChild(child); return $"{Answer.Text(head)} {Answer.Text(tail)}"; });
            }

            if (child is not Item item)
                continue;
            Ask($"{path} available", () => Answer.Text(item.AvailableRange()));
            Ask($"{path} trimmed", () => Answer.Text(item.TrimmedRange()));
            Ask($"{path} visible", () => Answer.Text(item.VisibleRange()));
            Ask($"{path} duration", () => Answer.Text(item.Duration()));
            Ask($"{path} in parent", () => Answer.Text(item.RangeInParent()));
            Ask($"{path} trimmed in parent", () => Answer.Text(item.TrimmedRangeInParent()));
            Ask($"{path} in root", () => Answer.Text(item.TransformedTimeRange(item.TrimmedRange(), timeline.Tracks)));
            var other = items[(int)random.Below((uint)items.Count)];
            var time = random.Time(100);
            Ask($"{path} time in {PathOf(places, other)}", () => Answer.Text(item.TransformedTime(time, other)));
            if (item is Composition composition)
                Inside(composition, path, places, random);
        }

        foreach (var place in edits ? places.Where(place => place.Item is Item) : [])
        {
            for (var k = 0; k < 3; k++)
            {
                var seed = random.Next();
                var (name, answer) = Edit(file, place.Path, seed);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"edit {place.Path} {seed} {name} = {answer}"));
            }
        }
    }

    private void Inside(Composition composition, string path, List<(Composable Item, string Path)> places, Lcg random)
    {
        for (var k = 0; k < 4; k++)
        {
            var at = random.Time(200);
            var range = new TimeRange(random.Time(200), random.Time(60));
            Ask($"{path} child at {Answer.Text(at)}", () => PathOf(places, composition.ChildAtTime(at)));
            Ask($"{path} shallow child at {Answer.Text(at)}", () => PathOf(places, composition.ChildAtTime(at, shallow: true)));
            Ask($"{path} children in {Answer.Text(range)}", () => Paths(places, composition.ChildrenInRange(range)));
            Ask($"{path} clips in {Answer.Text(range)}", () => Paths(places, composition.FindClips(range)));
            Ask($"{path} trims {Answer.Text(range)}", () => Answer.Text(composition.TrimChildRange(range)));
            if (composition is Track track)
                Ask($"{path} trimmed to {Answer.Text(range)}", () => Answer.Hashed(OtioJson.Write(track.TrimmedToRange(range))));
        }

        Ask($"{path} clips", () => Paths(places, composition.FindClips()));
        Ask($"{path} has clips", () => Answer.Text(composition.FindClips().Any()));
        for (var c = 0; c < composition.Children.Count; c++)
        {
            var index = c;
            Ask(string.Create(CultureInfo.InvariantCulture, $"{path} range of child {c}"), () => Answer.Text(composition.RangeOfChildAtIndex(index)));
            Ask(string.Create(CultureInfo.InvariantCulture, $"{path} trimmed range of child {c}"), () => Answer.Text(composition.TrimmedRangeOfChild(composition.Children[index])));
        }

        if (composition is Stack stack)
            Ask($"{path} flattened", () => Answer.Hashed(OtioJson.Write(stack.Flatten())));
    }

    private static (string Name, string Answer) Edit(string file, string path, uint seed)
    {
        var timeline = Read(file)!;
        var item = (Item)Places(timeline).First(place => place.Path == path).Item;
        var random = new Lcg(seed);
        var kind = random.Below(10);
        var (a, b) = (random.Time(60), random.Time(60));
        var (signedA, signedB) = (a with { Value = a.Value - 20 }, b with { Value = b.Value - 20 });
        var flag = random.Below(3) > 0;
        var point = (FillReference)random.Below(3);
        var start = random.Time(40);
        var source = new TimeRange(start, new(1 + random.Below(40), 24));
        var fresh = new Clip("fresh", new ExternalReference("fresh.mov", new(0, 200, 24)), random.Below(4) > 0 ? source : null);
        string[] names = ["overwrite", "insert", "slice", "remove", "fill", "trim", "slip", "slide", "ripple", "roll"];
        var name = names[kind];
        var track = item as Track;
        if (kind < 5 ? item is not Composition : item.Parent is null)
            return (name, "-");
        if (kind < 5 ? track is null : kind is not (6 or 8) && item.Parent is not Track)
            return (name, "no track");
        var answer = Answer.OrError(() =>
        {
            switch (kind)
            {
                case 0: track!.Overwrite(fresh, new(a, b), flag); break;
                case 1: track!.Insert(fresh, a, flag); break;
                case 2: track!.Slice(a, flag); break;
                case 3: track!.RemoveAtTime(a, flag); break;
                case 4: track!.Fill(fresh, a, point); break;
                case 5: item.Trim(signedA, signedB); break;
                case 6: item.Slip(signedA); break;
                case 7: item.Slide(signedA); break;
                case 8: item.Ripple(signedA, signedB); break;
                default: item.Roll(signedA, signedB); break;
            }

            return Answer.Hashed(OtioJson.Write(kind < 5 ? item : item.Parent!));
        });
        return (name, answer);
    }

    private void Ask(string question, Func<string> answer) => output.WriteLine($"{question} = {Answer.OrError(answer)}");

    private static Timeline? Read(string file)
    {
        try
        {
            return OtioFile.Read<Timeline>(file);
        }
        catch (OtioException)
        {
            return null;
        }
    }

    private static List<(Composable Item, string Path)> Places(Timeline timeline)
    {
        var places = new List<(Composable, string)> { (timeline.Tracks, ".") };
        Walk(timeline.Tracks, "");
        return places;

        void Walk(Composition composition, string path)
        {
            for (var i = 0; i < composition.Children.Count; i++)
            {
                var place = string.Create(CultureInfo.InvariantCulture, $"{path}/{i}");
                places.Add((composition.Children[i], place));
                if (composition.Children[i] is Composition inner)
                    Walk(inner, place);
            }
        }
    }

    private static string PathOf(List<(Composable Item, string Path)> places, Composable? item)
    {
        if (item is null)
            return "none";
        foreach (var place in places)
        {
            if (ReferenceEquals(place.Item, item))
                return place.Path;
        }

        return $"new {item.SchemaName}";
    }

    private static string Paths(List<(Composable Item, string Path)> places, IEnumerable<Composable> items) =>
        string.Concat(items.Select(item => PathOf(places, item) + " "));
}
