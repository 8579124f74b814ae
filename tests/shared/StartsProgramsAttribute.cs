using Xunit.v3;

namespace ScreenTime.Tests;

/// <summary>Tests that start ffmpeg, a browser or another program: <c>./test.sh unit</c> leaves them out.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class StartsProgramsAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("starts", "programs")];
}
