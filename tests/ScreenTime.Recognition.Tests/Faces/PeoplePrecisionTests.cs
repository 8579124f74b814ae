using ScreenTime.Recognition.Faces;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Tests.Faces;

/// <summary>The models that <c>screentime models prepare</c> makes, opened as they are for a cast of people.</summary>
public sealed class PeoplePrecisionTests
{
    [Fact]
    public async Task The_whole_frame_is_computed_in_8_bits_and_agrees_with_32()
    {
        var models = UserModels.Prepared("face-blaze", "face-dlib", "inception-v3-resnet-18");
        var setup = new RecognizerSetup(Scenes.Cast, null, models, new DeviceRequest(DeviceKind.Auto) { Precision = Precision.EightBits }, new Scenes.OpenGate());
        await using var eightBits = await new PeopleRecognizerProvider().OpenAsync(setup, default);
        await using var full = await new PeopleRecognizerProvider().OpenAsync(setup with { Device = new DeviceRequest(DeviceKind.Cpu) }, default);

        Assert.Equal(("cpu", "int8", "fp32"), (eightBits.Device.Provider, eightBits.Device.Precision, full.Device.Precision));
        // Feature maps reach to about 10.
        Assert.InRange(eightBits.Device.ParityDifference!.Value, 0.001, 2);
        Assert.NotEqual(full.FeaturesId, eightBits.FeaturesId);
    }
}
