using System.Globalization;
using System.Text;

namespace ScreenTime.Host.Media;

/// <summary>
/// Frames of shots that no wanted frame falls into. One frame of such a shot must be looked at, and which shots there are is known only when the film has been decoded: so that it need not be decoded
/// a second time for them, a few frames from the beginning of every shot are handed on, up to the first that is wanted anyway, and wait; and a few before an edit, back to the last that is wanted anyway, since
/// what is left of a shot after a dissolve may be shorter than the way from one wanted frame to the next. In which of its frames a shot is looked at follows from where it is clear (<see cref="PlaceIn"/>), whether
/// that frame waits or has to be decoded.
/// </summary>
internal static class SpareFrames
{
    // From a shot's first frame, or back from its last.
    private static readonly int[] s_places = [0, 1, 2, 4, 8, 16];

    // What ffmpeg calls a scene: how much more the pictures differ than those before, 0 to 1. A spare frame for nothing costs two milliseconds, a missing one what it takes to decode from a key frame.
    private const double SceneScore = 0.08;

    // Those of which ffmpeg tells scenes without turning them into others first (f_select.c of 5.1), which would change what is looked at.
    private static readonly string[] s_formats = ["yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv420p10le"];

    /// <summary>Whether they can be had of a film.</summary>
    public static bool CanBeHadOf(MediaIndex index) => index.Images is null && s_formats.Contains(index.PixelFormat);

    /// <summary>Where a shot of so many frames is looked at, in frames from its first: between a quarter and a half of the way.</summary>
    public static long PlaceIn(long frames) => s_places.LastOrDefault(place => place * 2 <= frames) is var place && frames < 4 * Math.Max(1, place) ? place : frames / 2;

    /// <summary>The frames before the ends of shots that may be wanted later, sorted: those between which and the end no frame is wanted.</summary>
    /// <param name="ends">The last frames of shots, sorted.</param>
    /// <param name="wanted">Wanted frames, sorted.</param>
    /// <param name="first">The first frame that is decoded.</param>
    public static List<int> BeforeEnds(List<int> ends, List<int> wanted, int first)
    {
        var frames = new SortedSet<int>();
        foreach (var end in ends)
        {
            var at = wanted.BinarySearch(end);
            var last = at >= 0 ? end : ~at == 0 ? -1 : wanted[~at - 1];
            frames.UnionWith(s_places.Select(place => end - place).Where(frame => frame > last && frame >= first));
        }

        return [.. frames];
    }

    /// <summary>Whether a frame may lie at one of the places of a shot.</summary>
    /// <param name="frames">Frames from the shot's first.</param>
    public static bool IsPlace(int frames) => s_places.Contains(frames);

    /// <summary>An expression for ffmpeg's <c>select</c> filter: true for frames that are wanted and for spare ones.</summary>
    /// <param name="wanted">An expression that is true for wanted frames.</param>
    /// <param name="begins">An expression that is true for frames at which a shot begins in any case.</param>
    /// <param name="nearEnds">An expression that is true for the frames of <see cref="BeforeEnds"/>.</param>
    public static string Expression(string wanted, string begins, string nearEnds)
    {
        // Registers: 0, whether the frame is wanted; 1, the number of the frame at which its shot begins, long ago once a frame of the shot was wanted; 2, whether it is chosen.
        const string LongAgo = "-1000000";
        var places = new StringBuilder();
        foreach (var place in s_places)
            places.Append(CultureInfo.InvariantCulture, $"+eq(n-ld(1),{place})");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"if(eq(n,0),st(1,{LongAgo}));st(0,{wanted});if(gt(scene,{SceneScore})+{begins},st(1,n));st(2,ld(0){places}+{nearEnds});if(ld(0),st(1,{LongAgo}));ld(2)");
    }
}
