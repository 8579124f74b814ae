using System.Security.Cryptography;
using System.Text;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;
using ScreenTime.Recognition.Heads;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Characters;

/// <summary>Recognises characters of any look, drawn or not, by what the cast's labels taught.</summary>
internal sealed class CharacterRecognizer : IRecognizer
{
    private readonly CharacterModels _models;
    private readonly Cast _cast;
    private readonly LabelMemory? _memory;

    public CharacterRecognizer(CharacterModels models, HeadFile? head, Cast cast, DeviceReport device)
    {
        (_models, _cast, _memory, HeadId, Device) = (models, cast, head?.Memory, head?.Id, device);
        var backbone = models.Backbone.Model;
        FrameRequest = RequestOf(backbone);
        // The kind of device is part of it: a GPU's digits differ a little, and a cache must not mix them. So is the file that runs, where it is not that of 32 bits.
        var parts = string.Join('\n', backbone.FeaturesKey, device.Precision, device.Provider.Split(':')[0]);
        if (backbone.Precision != Precision.Full)
            parts += $"\n{backbone.Folder.Hash}";
        FeaturesId = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts)));
        TrainingFeaturesId = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{FeaturesId}\n{TeachingViews.Id}")));
    }

    /// <summary>The frames that a backbone takes.</summary>
    public static FrameRequest RequestOf(BackboneModel backbone) => new(backbone.Input.Width, backbone.Input.Height);

    public FrameRequest FrameRequest { get; }

    public string FeaturesId { get; }

    public string TrainingFeaturesId { get; }

    public string? HeadId { get; }

    public DeviceReport Device { get; }

    // A GPU takes no longer for a frame than decoding does, and waits for nobody.
    public bool CallsMayOverlap => Device.Provider == ExecutionProvider.Cpu.Name;

    public async ValueTask<IReadOnlyList<byte[]>> DescribeAsync(IReadOnlyList<Frame> frames, CancellationToken cancellationToken)
    {
        foreach (var frame in frames)
            if (frame.Request != FrameRequest || frame.Pixels.Length != FrameRequest.ByteCount)
                throw new ArgumentException($"a frame is not {FrameRequest.Width}x{FrameRequest.Height} as was asked for", nameof(frames));
        var features = new byte[frames.Count][];
        await _models.Backbone.RunAsync([.. frames.Select(f => f.Pixels)], (i, maps) => features[i] = FeatureCodec.Encode(maps), cancellationToken).ConfigureAwait(false);
        return features;
    }

    public async ValueTask<byte[]> DescribeForTrainingAsync(Frame frame, CancellationToken cancellationToken) =>
        TeachingViews.Join(await DescribeAsync(TeachingViews.Of(frame, _models.Backbone.Model.Stages[^1]), cancellationToken).ConfigureAwait(false));

    public ValueTask<IReadOnlyList<float[]>> LooksAsync(IReadOnlyList<byte[]> features, CancellationToken cancellationToken)
    {
        var stages = _models.Backbone.Model.Stages;
        var looks = new float[features.Count][];
        for (var i = 0; i < features.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            looks[i] = FeatureCodec.Decode(features[i], stages).Look(stages);
        }

        return new(looks);
    }

    public async ValueTask<IReadOnlyList<Sighting>> JudgeAsync(IReadOnlyList<byte[]> features, CancellationToken cancellationToken)
    {
        if (HeadId is null)
            throw new UserException(ExitCode.CastUnusable, $"The cast \"{_cast.Id}\" is not trained yet; run 'screentime cast train' on it first.");
        var stages = _models.Backbone.Model.Stages;
        var sightings = new Sighting[features.Count];
        await ProcessorShare.ForEachAsync(
            features.Count,
            async (i, token) =>
            {
                var frame = FeatureCodec.Decode(features[i], stages);
                var sighting = await _models.JudgeAsync(frame.Values(), token).ConfigureAwait(false);
                sightings[i] = _memory is null ? sighting : sighting with { Probabilities = _memory.Apply(frame.Look(stages), sighting.Probabilities) };
            },
            cancellationToken).ConfigureAwait(false);
        return sightings;
    }

    public ValueTask DisposeAsync()
    {
        _models.Dispose();
        return ValueTask.CompletedTask;
    }
}
