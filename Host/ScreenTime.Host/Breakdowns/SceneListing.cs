using ScreenTime.Sdk;

namespace ScreenTime.Host.Breakdowns;

/// <summary>A scene as something lists it.</summary>
/// <param name="Place">Where it stands there, for messages: <c>line 7</c>.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Start">Its first record frame.</param>
/// <param name="End">The first record frame after it; null where the next scene begins.</param>
internal sealed record ListedScene(string Place, string Name, long Start, long? End);

/// <summary>Lists of scenes, wherever they come from: in order, without overlaps; a scene without an end lasts until the next begins, the last one as long as the programme.</summary>
internal static class SceneListing
{
    /// <summary>The most scenes of one timeline.</summary>
    public const int Most = 20_000;

    /// <summary>The most characters of a scene's name.</summary>
    public const int LongestName = 200;

    /// <summary>The scenes.</summary>
    /// <param name="source">What lists them, for messages.</param>
    /// <param name="listed">What it lists, in any order.</param>
    /// <param name="result">Whose record it is.</param>
    /// <param name="programme">Where a last scene without an end ends.</param>
    /// <exception cref="UserException">Scenes are empty, overlap or are too many.</exception>
    public static IReadOnlyList<Scene> Of(string source, IEnumerable<ListedScene> listed, AnalysisResult result, FrameRange programme)
    {
        var inOrder = listed.OrderBy(scene => scene.Start).ToList();
        if (inOrder.Count is 0 or > Most)
            throw new UserException(ExitCode.InputInvalid, $"{source} has {(inOrder.Count == 0 ? "no" : $"more than {Most}")} scenes: it is no list of scenes");
        var scenes = new List<Scene>();
        for (var i = 0; i < inOrder.Count; i++)
        {
            var (place, title, start, stated) = inOrder[i];
            var stop = stated ?? (i + 1 < inOrder.Count ? inOrder[i + 1].Start : programme.End);
            if (stop <= start)
                throw new UserException(ExitCode.InputInvalid, $"{source}, {place}: the scene {title} is empty: its out point must lie after {result.TimecodeOf(start)}");
            if (i + 1 < inOrder.Count && stop > inOrder[i + 1].Start)
                throw new UserException(ExitCode.InputInvalid, $"{source}, {place} and {inOrder[i + 1].Place}: the scenes {title} and {inOrder[i + 1].Name} overlap");
            scenes.Add(new Scene(title, new FrameRange(start, stop)));
        }

        return scenes;
    }
}
