using System.Collections.Concurrent;

namespace ScreenTime.Host.Media;

/// <summary>
/// Says which frames of a media file are damaged, and why: the same each time, on any number of cores. A decoder of many threads complains when its threads happen to get there, up to as many frames before the
/// picture that it complains of, and what it makes of damage is not the same twice. So where it has complained (<see cref="RunProgress"/>), and only there, a decoder of one thread goes over the place again, and what that
/// says counts. The film is divided into segments that do not depend on who asks, or when; each is gone over once, from a key frame so far before it that damage there which reaches into it is seen too.
/// </summary>
internal sealed class DamageSurvey(FfmpegTools tools, MediaFile media, MediaIndex index, TimeSpan patience)
{
    /// <summary>
    /// A complaint counts from the first frame that had not been given when it came, and until the first key frame at least so many frames later, since decoders put pictures in order: with sixteen B-frames in a row
    /// the picture that it is about may show so much later.
    /// </summary>
    public const int Reordering = 24;

    /// <summary>What the reason says where ffmpeg says nothing.</summary>
    public const string Unexplained = "it could not be decoded";

    // A segment begins at a key frame, the first in so many frames: what is decoded before it would else be most of the work.
    private const int SegmentFrames = 192;

    // Nothing is decoded before an image, and large ones take long.
    private const int SegmentImages = 4;

    private readonly FrameTable _table = index.Frames;
    private readonly ConcurrentDictionary<int, Lazy<Task<Segment>>> _segments = new();

    private volatile Bounds? _latest;

    private bool IsOfImages => index.Images is not null;

    // A picture of fields is made of its neighbours, too.
    private readonly int _neighbours = index.Picture.Interlaced ? 1 : 0;

    /// <summary>Why a frame is damaged, in ffmpeg's words; null when it is not.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="alive">Called now and then while it takes time.</param>
    /// <param name="cancellationToken">Ends the pass that this belongs to.</param>
    public async ValueTask<string?> WhyDamagedAsync(int frame, Action? alive, CancellationToken cancellationToken)
    {
        if (frame < 0 || frame >= _table.Count)
            return null;
        var (first, after) = SegmentOf(frame);
        var surveying = _segments.GetOrAdd(first, _ => new Lazy<Task<Segment>>(() => SurveyAsync(first, after, cancellationToken))).Value;
        while (!surveying.IsCompleted)
        {
            await Task.WhenAny(surveying, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None));
            alive?.Invoke();
        }

        return (await surveying).WhyDamaged(frame);
    }

    private (int First, int After) SegmentOf(int frame)
    {
        // A film may have few key frames, and most questions are about the segment of the one before.
        if (_latest is not { } latest || frame < latest.First || frame >= latest.After)
        {
            var first = BeginningOf(frame);
            _latest = latest = new Bounds(first, EndOf(first));
        }

        return (latest.First, latest.After);
    }

    private int BeginningOf(int frame)
    {
        if (index.Images is not null)
            return frame / SegmentImages * SegmentImages;
        var key = _table.KeyUpTo(frame);
        for (var before = _table.KeyUpTo(key - 1); key > 0; (key, before) = (before, _table.KeyUpTo(before - 1)))
            if (before >= 0 && key / SegmentFrames > before / SegmentFrames)
                return key;
        return 0;
    }

    private int EndOf(int first)
    {
        if (index.Images is not null)
            return Math.Min(first + SegmentImages, _table.Count);
        var key = _table.KeyFrom(first + 1);
        while (key < _table.Count && BeginningOf(key) != key)
            key = _table.KeyFrom(key + 1);
        return key;
    }

    private async Task<Segment> SurveyAsync(int first, int after, CancellationToken cancellationToken) =>
        (index.Images is null && FrameSelection.SafeSeek(first - Reordering, _table) is { } seek ? await TrySurveyAsync(first, after, seek, cancellationToken) : null)
        ?? (await TrySurveyAsync(first, after, null, cancellationToken))!;

    /// <returns>Null when the seek went too far.</returns>
    private async Task<Segment?> TrySurveyAsync(int first, int after, int? seek, CancellationToken cancellationToken)
    {
        var handed = index.Images is { } images ? Enumerable.Range(first, after - first).Where(frame => images.Shown(frame) >= 0).ToList() : null;
        var segment = new Segment(this);
        if (handed is { Count: 0 })
            return segment;
        using var folder = new WorkFolder();
        await using var pictures = handed is null ? null : new SequencePipe(folder.Path, index, handed);
        await using var process = MediaProcess.Start(tools.Ffmpeg, Arguments(seek, pictures), folder.Path, MemoryLimit.Of(index.Picture));
        process.Input.Close();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = pictures?.WriteAsync(() => { }, ended.Token) ?? Task.CompletedTask;
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var given = -1;
            silence.CancelAfter(patience);
            while (await process.Error.ReadLineAsync(silence.Token) is { } line)
            {
                silence.CancelAfter(patience);
                if (DecodeLog.TryReadGiven(line, out var timestamp, out var predicted))
                {
                    var frame = _table.FrameWithTimestamp(timestamp);
                    if (seek is not null && given < 0 && frame > first && !segment.Complained)
                        return null;
                    given = frame;
                    segment.Add(given, predicted);
                    if (given >= after - 1)
                        break;
                }
                else if (DecodeLog.TellsOfDamage(line))
                {
                    var from = given >= 0 ? given + 1 : seek ?? 0;
                    // Of images one is given for each that is handed in, at once.
                    var next = handed is null ? from : handed.FirstOrDefault(image => image >= Math.Max(from, first), after);
                    segment.Complain(next, DecodeLog.Words(line, media.Path));
                    if (segment.EndOf(next) >= after)
                        break;
                }
            }

            if (seek is not null && given < 0 && !segment.Complained)
                return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            segment.Complain(first, FormattableString.Invariant($"ffmpeg gave nothing for {patience.TotalSeconds:0} s and was ended"), after);
        }
        finally
        {
            await ended.CancelAsync();
            await sending;
        }

        return segment;
    }

    private List<string> Arguments(int? seek, SequencePipe? pictures) =>
    [
        "-nostdin", "-hide_banner", "-nostats", "-v", "level+info", "-debug_ts", "-copyts", "-threads", "1", "-flags", "bitexact",
        .. seek is { } key ? FfmpegSeek.Arguments(_table, key) : [],
        .. pictures is null ? MediaInput.ArgumentsOf(index, media.Path, asStored: false) : MediaInput.Arguments(index, pictures.Url, asStored: false),
        "-map", FormattableString.Invariant($"0:{index.StreamIndex}"), "-fps_mode", "passthrough", "-f", "null", "-",
    ];

    private sealed record Bounds(int First, int After);

    /// <summary>What was seen of a segment.</summary>
    private sealed class Segment(DamageSurvey survey)
    {
        private readonly List<(int From, int? Until, string Words)> _complaints = [];
        private readonly HashSet<int> _given = [];
        private readonly HashSet<int> _predictedKeys = [];

        public bool Complained => _complaints.Count > 0;

        public void Add(int frame, bool predicted)
        {
            // Behind pictures that were lost, two may come for the same time: one is another's.
            if (!_given.Add(frame) && Complained)
                _complaints.Add((frame, frame + 1, _complaints[^1].Words));
            if (predicted && frame < survey._table.Count && survey._table.IsKey(frame))
                _predictedKeys.Add(frame);
        }

        public void Complain(int from, string words, int? until = null)
        {
            // Rubbish makes a thousand complaints a picture.
            if (_complaints.Count == 0 || _complaints[^1].From != from)
                _complaints.Add((from, until, words));
        }

        /// <summary>The first frame that a complaint does not hold for. From damage on, a decoder's pictures build on wrong ones until the next key frame.</summary>
        public int EndOf(int from)
        {
            if (survey.IsOfImages)
                return from + 1;
            var table = survey._table;
            var key = table.KeyFrom(from + Reordering);
            // Encoders that refresh pictures bit by bit flag frames all the same: there it takes until the next for all of a picture to be new.
            if (_predictedKeys.Contains(key))
                key = table.KeyFrom(key + 1);
            return key + survey._neighbours;
        }

        public string? WhyDamaged(int frame)
        {
            foreach (var (from, until, words) in _complaints)
                if (frame >= from - survey._neighbours && frame < (until ?? EndOf(from)))
                    return words;
            return _given.Contains(frame) ? null : _complaints.LastOrDefault(complaint => complaint.From <= frame).Words ?? Unexplained;
        }
    }
}
