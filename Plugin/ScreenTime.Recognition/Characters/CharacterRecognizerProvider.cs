using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Heads;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Recognition.Training;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Characters;

/// <summary>Opens and trains <see cref="CharacterRecognizer"/>.</summary>
public sealed class CharacterRecognizerProvider : IRecognizerProvider
{
    /// <summary>The backbone that new casts are trained on.</summary>
    public const string DefaultBackbone = "inception-v3-resnet-18";

    /// <inheritdoc/>
    public string Id => "characters";

    /// <inheritdoc/>
    public IReadOnlyList<GpuDevice> Gpus => GpuList.Find(Runtime.Instance.GetAvailableProviders());

    /// <inheritdoc/>
    public Task<IRecognizer> OpenAsync(RecognizerSetup setup, CancellationToken cancellationToken) => Task.Run<IRecognizer>(
        async () =>
        {
            var backbone = BackboneModel.Read(setup.ModelsFolder, BackboneOf(setup));
            var head = setup.HeadFolder is null ? null : HeadFile.Read(setup.HeadFolder, setup.Cast, backbone);
            setup.TellRequest?.Invoke(CharacterRecognizer.RequestOf(backbone));
            var runtime = Runtime.Instance;
            var (models, device) = await DeviceLadder.ClimbAsync(
                setup.Device,
                runtime.GetAvailableProviders(),
                runtime.GetVersionString(),
                (provider, precision) => new CharacterModels(backbone.In(precision), head, provider, setup.Gate),
                models => models.WarmUpAsync(cancellationToken)).ConfigureAwait(false);
            return new CharacterRecognizer(models, head, setup.Cast, device);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<TrainingOutcome> TrainAsync(TrainingRequest request, CancellationToken cancellationToken) => Task.Run(
        () => new HeadTrainer(request, BackboneModel.Read(request.Setup.ModelsFolder, BackboneOf(request.Setup with { HeadFolder = null })), cancellationToken).Run(), cancellationToken);

    /// <summary>The backbone that a head was trained on, or that a new one will be.</summary>
    internal static string BackboneOf(RecognizerSetup setup) =>
        setup.HeadFolder is null ? setup.Models.GetValueOrDefault("backbone", DefaultBackbone) : HeadFile.BackboneOf(setup.HeadFolder);
}
