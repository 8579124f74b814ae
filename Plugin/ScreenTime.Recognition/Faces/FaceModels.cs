using ScreenTime.Recognition.Models;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Faces;

/// <summary>The folders of the face models that a cast uses.</summary>
/// <param name="Detector">Finds faces and their parts.</param>
/// <param name="Descriptor">Says what a face looks like.</param>
internal sealed record FaceModelSet(ModelFolder Detector, ModelFolder Descriptor)
{
    /// <summary>The detector that is used unless the cast says otherwise.</summary>
    public const string DefaultDetector = "face-blaze";

    /// <summary>The descriptor that is used unless the cast says otherwise.</summary>
    public const string DefaultDescriptor = "face-dlib";

    /// <summary>Names all that features depend on beside the frame and the device.</summary>
    public string Key => string.Join('\n', Detector.Hash, FaceFinder.Id, DescriptorKey);

    /// <summary>Names all that makes two descriptors comparable.</summary>
    public string DescriptorKey => string.Join('\n', Descriptor.Hash, FaceChip.Id);

    /// <summary>Reads the default models, or those that <paramref name="chosen"/> names by kind.</summary>
    /// <exception cref="UserException">One is missing, damaged or of no use.</exception>
    public static FaceModelSet Read(string modelsFolder, IReadOnlyDictionary<string, string> chosen) => new(
        ModelFolder.Read(modelsFolder, chosen.GetValueOrDefault("face-detector", DefaultDetector), "face-detector", FaceDetector.Checked),
        ModelFolder.Read(modelsFolder, chosen.GetValueOrDefault("face-descriptor", DefaultDescriptor), "face-descriptor", FaceDescriptor.Checked));
}

/// <summary>A face model with one picture in and some numbers out, on one execution provider.</summary>
internal sealed class FaceNetwork(ModelFolder model, ExecutionProvider provider, IDeviceGate gate) : IDisposable
{
    private readonly OnnxModel _session = OnnxModel.Open(model, provider, gate, 1);
    private readonly string[] _outputs = [.. model.Outputs().Select(output => output.Name)];

    public PictureInput Input => model.Input;

    /// <summary>The outputs for one picture, in the order of the description.</summary>
    public async Task<float[][]> RunAsync(RgbPicture picture, CancellationToken cancellationToken)
    {
        var values = new float[_outputs.Length][];
        using var input = model.Input.Tensor([picture.Pixels], 1);
        await _session.RunAsync([(model.Input.Name, input)], _outputs, (i, _, output) => values[i] = output.ToArray(), cancellationToken).ConfigureAwait(false);
        return values;
    }

    public void Dispose() => _session.Dispose();
}
