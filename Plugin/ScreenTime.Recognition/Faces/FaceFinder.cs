using ScreenTime.Recognition.Sessions;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Faces;

/// <summary>
/// Finds and describes the faces of a frame: the detector looks at the whole frame, and at square parts of it so that small faces are large enough; what is found
/// several times is kept once.
/// </summary>
internal sealed class FaceFinder : IDisposable
{
    /// <summary>Names the way faces are found, in what features depend on.</summary>
    public const string Id = "whole+tiles-1";

    /// <summary>The frames that faces are looked for in.</summary>
    public const int Width = 1280;

    /// <summary>Their height.</summary>
    public const int Height = 720;

    // Below it textures outnumber faces.
    private const float Threshold = 0.6f;
    private const float SameFace = 0.4f;
    private const float SameView = 0.6f;
    private const float InsideAnother = 0.7f;
    private const int MostFaces = 64;

    // A detector that looks at squares of 1.6 times its own size finds faces of 25 pixels.
    private const double Reduction = 1.6;
    private const double Overlap = 0.2;

    private readonly FaceDetector _detector;
    private readonly FaceDescriptor _descriptor;

    public FaceFinder(FaceModelSet models, ExecutionProvider provider, IDeviceGate gate)
    {
        _detector = new FaceDetector(models.Detector, provider, gate);
        try
        {
            _descriptor = new FaceDescriptor(models.Descriptor, provider, gate);
        }
        catch
        {
            _detector.Dispose();
            throw;
        }
    }

    /// <summary>The faces, the surest first.</summary>
    public async Task<IReadOnlyList<Face>> FindAsync(RgbPicture frame, CancellationToken cancellationToken)
    {
        var found = new List<FoundFace>();
        var size = _detector.Input.Width;
        foreach (var (x, y, side) in Views(frame))
        {
            var map = Similarity.Fit(x, y, side, side, size, size);
            foreach (var face in await _detector.FindAsync(frame.Warped(map, size, size), Threshold, cancellationToken).ConfigureAwait(false))
                found.Add(InFrame(face, map));
        }

        var faces = new List<Face>();
        foreach (var face in Once(found))
            faces.Add(new Face(face.Box, face.Score, face.Points, await _descriptor.DescribeAsync(frame, face.Points, cancellationToken).ConfigureAwait(false)));
        return faces;
    }

    /// <summary>What the networks put out for a picture, to compare providers with.</summary>
    public async Task<IReadOnlyList<float[]>> WarmUpAsync(RgbPicture picture, CancellationToken cancellationToken)
    {
        var (size, points) = (_detector.Input.Width, new FacePoints((500, 250), (600, 250), (550, 310), (550, 370)));
        return
        [
            .. await _detector.RunAsync(picture.Warped(Similarity.Fit(0, 0, picture.Width, picture.Width, size, size), size, size), cancellationToken).ConfigureAwait(false),
            await _descriptor.DescribeAsync(picture, points, cancellationToken).ConfigureAwait(false),
        ];
    }

    public void Dispose()
    {
        _detector.Dispose();
        _descriptor.Dispose();
    }

    /// <summary>The whole frame, squares of its height side by side, and smaller squares where the detector's own are much smaller; neighbours overlap.</summary>
    private IEnumerable<(double X, double Y, double Side)> Views(RgbPicture frame)
    {
        yield return (0, 0, Math.Max(frame.Width, frame.Height));
        double shorter = Math.Min(frame.Width, frame.Height);
        foreach (var side in (double[])[shorter, Reduction * _detector.Input.Width])
        {
            // A square nearly as large as the last shows nothing new.
            if (side < shorter * 0.8 || side == shorter)
                foreach (var y in Places(frame.Height, side))
                    foreach (var x in Places(frame.Width, side))
                        yield return (x, y, side);
        }
    }

    private static IEnumerable<double> Places(int length, double side)
    {
        var count = side >= length ? 1 : (int)Math.Ceiling((length - (side * Overlap)) / (side * (1 - Overlap)));
        for (var i = 0; i < count; i++)
            yield return count == 1 ? 0 : (length - side) * i / (count - 1);
    }

    private static FoundFace InFrame(FoundFace face, Similarity map)
    {
        var (x, y) = map.At(face.Box.Left, face.Box.Top);
        var points = face.Points;
        return new FoundFace(
            new FaceBox((float)x, (float)y, (float)(face.Box.Width * map.Scale), (float)(face.Box.Height * map.Scale)),
            face.Score,
            new FacePoints(At(points.LeftEye), At(points.RightEye), At(points.Nose), At(points.Mouth)));

        (double, double) At((double X, double Y) point) => map.At(point.X, point.Y);
    }

    private static List<FoundFace> Once(List<FoundFace> found)
    {
        var kept = new List<FoundFace>();
        var ordered = found.OrderByDescending(face => face.Score).ThenBy(face => face.Box.Left).ThenBy(face => face.Box.Top).ToList();
        foreach (var face in ordered)
        {
            // A square's edge cuts faces: what remains lies inside the whole face that another view shows.
            if (kept.Count < MostFaces
                && !kept.Exists(other => other.Box.Overlap(face.Box) > SameFace || other.Box.Shared(face.Box) > InsideAnother * Math.Min(face.Box.Area, other.Box.Area)))
                kept.Add(face);
        }

        // Neighbouring anchors and views see the same face each a little differently; their mean is steadier than any (as BlazeFace's authors do).
        return kept.ConvertAll(face => Mean(face, ordered.FindAll(other => other.Box.Overlap(face.Box) > SameView)));
    }

    private static FoundFace Mean(FoundFace face, List<FoundFace> same)
    {
        var total = same.Sum(other => (double)other.Score);
        double Of(Func<FoundFace, double> value) => same.Sum(other => other.Score * value(other)) / total;
        return face with
        {
            Box = new FaceBox((float)Of(f => f.Box.Left), (float)Of(f => f.Box.Top), (float)Of(f => f.Box.Width), (float)Of(f => f.Box.Height)),
            Points = new FacePoints(
                (Of(f => f.Points.LeftEye.X), Of(f => f.Points.LeftEye.Y)),
                (Of(f => f.Points.RightEye.X), Of(f => f.Points.RightEye.Y)),
                (Of(f => f.Points.Nose.X), Of(f => f.Points.Nose.Y)),
                (Of(f => f.Points.Mouth.X), Of(f => f.Points.Mouth.Y))),
        };
    }
}
