using ScreenTime.Recognition.Characters;
using ScreenTime.Recognition.Faces;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition;

/// <summary>ScreenTime's own recognisers.</summary>
public sealed class RecognitionPlugin : IScreenTimePlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        registry.Add(new CharacterRecognizerProvider());
        registry.Add(new PeopleRecognizerProvider());
    }
}
