using ScreenTime.Recognition.Models;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Faces;

/// <summary>Says what an aligned face looks like. Euclidean distances are as dlib's: the same person mostly below 0.6, different ones above it.</summary>
internal sealed class FaceDescriptor(ModelFolder model, ExecutionProvider provider, IDeviceGate gate) : IDisposable
{
    private const int MostValues = 4096;
    private readonly FaceNetwork _network = new(model, provider, gate);

    /// <summary>Whether a description can be used.</summary>
    public static ModelFolder Checked(ModelFolder model)
    {
        if (ModelFolder.Text(model.Json, "decoding") != "dlib")
            throw new FormatException("a descriptor's decoding must be dlib: faces aligned by dlib's mean face, distances compared with 0.6");
        return model.Outputs() is [{ Shape: [_, > 0 and <= MostValues] }]
            ? model
            : throw new FormatException($"a descriptor must have one output of 1 to {MostValues} values");
    }

    /// <summary>The descriptor of a face.</summary>
    public async Task<float[]> DescribeAsync(RgbPicture frame, FacePoints points, CancellationToken cancellationToken)
    {
        var chip = frame.Warped(FaceChip.Of(points, _network.Input.Width), _network.Input.Width, _network.Input.Height);
        return (await _network.RunAsync(chip, cancellationToken).ConfigureAwait(false))[0];
    }

    public void Dispose() => _network.Dispose();
}
