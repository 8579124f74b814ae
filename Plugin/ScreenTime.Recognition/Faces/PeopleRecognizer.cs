using System.Security.Cryptography;
using System.Text;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Faces;

/// <summary>
/// Recognises people by their faces, and by the whole frame where a face cannot be seen; characters of the cast that are no people by the whole frame alone. A frame's features
/// hold descriptors of everybody's face in it.
/// </summary>
internal sealed class PeopleRecognizer : IShotRecognizer
{
    // A longer shot is judged in parts: what somebody looked like minutes ago says little of now.
    private const int LongestContext = 240;

    private readonly FaceFinder _faces;
    private readonly IRecognizer _whole;
    private readonly IReadOnlyList<Stage> _stages;
    private readonly GalleryFile? _gallery;
    private readonly Cast _cast;

    public PeopleRecognizer(FaceFinder faces, FaceModelSet models, IRecognizer whole, IReadOnlyList<Stage> stages, GalleryFile? gallery, Cast cast, DeviceReport device)
    {
        (_faces, _whole, _stages, _gallery, _cast, Device) = (faces, whole, stages, gallery, cast, device);
        FeaturesId = Hash(models.Key, PeopleFeatures.Id, device.Precision, device.Provider.Split(':')[0], whole.FeaturesId);
        TrainingFeaturesId = Hash(FeaturesId, whole.TrainingFeaturesId);
        HeadId = gallery is null ? null : Hash(gallery.Id, gallery.WholeFrame ? whole.HeadId ?? "" : "");
    }

    public FrameRequest FrameRequest { get; } = new(FaceFinder.Width, FaceFinder.Height);

    public string FeaturesId { get; }

    public string TrainingFeaturesId { get; }

    public string? HeadId { get; }

    public DeviceReport Device { get; }

    public bool FeaturesArePersonal => true;

    public async ValueTask<IReadOnlyList<byte[]>> DescribeAsync(IReadOnlyList<Frame> frames, CancellationToken cancellationToken)
    {
        var features = new byte[frames.Count][];
        await ProcessorShare.ForEachAsync(
            frames.Count,
            async (i, token) =>
            {
                var picture = Picture(frames[i]);
                var whole = await _whole.DescribeAsync([Small(frames[i], picture)], token).ConfigureAwait(false);
                features[i] = new PeopleFeatures(await _faces.FindAsync(picture, token).ConfigureAwait(false), whole[0]).Encode();
            },
            cancellationToken).ConfigureAwait(false);
        return features;
    }

    public async ValueTask<byte[]> DescribeForTrainingAsync(Frame frame, CancellationToken cancellationToken)
    {
        var picture = Picture(frame);
        var whole = await _whole.DescribeForTrainingAsync(Small(frame, picture), cancellationToken).ConfigureAwait(false);
        return new PeopleFeatures(await _faces.FindAsync(picture, cancellationToken).ConfigureAwait(false), whole).Encode();
    }

    /// <summary>Frames without shots: each is judged alone.</summary>
    public async ValueTask<IReadOnlyList<Sighting>> JudgeAsync(IReadOnlyList<byte[]> features, CancellationToken cancellationToken)
    {
        var sightings = new Sighting[features.Count];
        for (var i = 0; i < features.Count; i++)
        {
            var frame = new ShotFrame(MediaTime.Zero, features[i]);
            sightings[i] = (await JudgeShotAsync([frame], [frame], cancellationToken).ConfigureAwait(false))[0];
        }

        return sightings;
    }

    public async ValueTask<IReadOnlyList<Sighting>> JudgeShotAsync(IReadOnlyList<ShotFrame> shot, IReadOnlyList<ShotFrame> frames, CancellationToken cancellationToken)
    {
        if (_gallery is null)
            throw new UserException(ExitCode.CastUnusable, $"The cast \"{_cast.Id}\" is not trained yet; run 'screentime cast train' on it first.");
        var judges = shot.Chunk(LongestContext)
            .Select(part => new ShotJudge(_cast, _gallery.Gallery, _stages, [.. part.Select(Decoded)])).ToList();
        if (judges.Count == 0)
            judges.Add(new ShotJudge(_cast, _gallery.Gallery, _stages, []));
        var sightings = new Sighting[frames.Count];
        for (var i = 0; i < frames.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var frame = Decoded(frames[i]);
            var whole = _gallery.WholeFrame ? (await _whole.JudgeAsync([frame.Features.Whole], cancellationToken).ConfigureAwait(false))[0].Probabilities : null;
            sightings[i] = judges[PartOf(shot, frames[i].Time)].Judge(frame, whole);
        }

        return sightings;
    }

    public ValueTask<IReadOnlyList<UnnamedLook>> GroupUnnamedAsync(IReadOnlyList<byte[]> features, CancellationToken cancellationToken)
    {
        var faces = features.SelectMany((frame, i) => PeopleFeatures.Decode(frame).Faces.Where(GalleryTrainer.Teaches).Select(face => (Frame: i, Face: face)))
            .Where(item => _gallery is null || _gallery.Gallery.People.All(person => person.LogOdds(Gallery.Distance(item.Face.Descriptor, person.Exemplars)) < 0)).ToList();
        var groups = FaceGroups.Of(faces.ConvertAll(item => item.Face), cancellationToken);
        return new(
        [
            .. groups.Select(group => new UnnamedLook([.. group.Select(i => new UnnamedPlace(faces[i].Frame, new SightingRegion(
                faces[i].Face.Box.Left / FaceFinder.Width, faces[i].Face.Box.Top / FaceFinder.Height,
                faces[i].Face.Box.Width / FaceFinder.Width, faces[i].Face.Box.Height / FaceFinder.Height)))])),
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        _faces.Dispose();
        await _whole.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The part of the shot that a frame is judged with: that of the last sample not after it.</summary>
    private static int PartOf(IReadOnlyList<ShotFrame> shot, MediaTime time)
    {
        var index = 0;
        for (var i = 0; i < shot.Count && shot[i].Time <= time; i++)
            index = i;
        return index / LongestContext;
    }

    private static JudgedFrame Decoded(ShotFrame frame) => new(frame.Time.Seconds, PeopleFeatures.Decode(frame.Features));

    private RgbPicture Picture(Frame frame) => frame.Request == FrameRequest && frame.Pixels.Length == FrameRequest.ByteCount
        ? new RgbPicture(frame.Request.Width, frame.Request.Height, frame.Pixels)
        : throw new ArgumentException($"a frame is not {FrameRequest.Width}x{FrameRequest.Height} as was asked for", nameof(frame));

    /// <summary>The frame as the whole-frame recogniser wants it: scaled to fit and centred on black.</summary>
    private Frame Small(Frame frame, RgbPicture picture)
    {
        var request = _whole.FrameRequest;
        var scale = Math.Max((double)picture.Width / request.Width, (double)picture.Height / request.Height);
        var (x, y) = ((picture.Width - (request.Width * scale)) / 2, (picture.Height - (request.Height * scale)) / 2);
        return frame with { Request = request, Pixels = picture.Warped(new Similarity(scale, 0, x, y), request.Width, request.Height).Pixels };
    }

    private static string Hash(params IEnumerable<string> parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
}
