using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests;

public class ExportersPluginTests
{
    [Fact]
    public void Offers_what_its_manifest_says()
    {
        var registry = new Registry();
        new ExportersPlugin().Register(registry);
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedData.Root, "Exporters", "ScreenTime.Exporters", "plugin.json")));
        Assert.Equal(manifest.RootElement.GetProperty("offers").EnumerateArray().Select(offer => offer.GetString()), registry.Offers);
        Assert.Equal(typeof(ExportersPlugin).Assembly.GetName().Name + ".dll", manifest.RootElement.GetProperty("assembly").GetString());
        Assert.Equal(PluginApi.Version.ToString(), manifest.RootElement.GetProperty("apiVersion").GetString());
    }

    private sealed class Registry : IPluginRegistry
    {
        public List<string> Offers { get; } = [];

        public ILogger Logger => NullLogger.Instance;

        public string PluginFolder => "";

        public void Add(ITimelineReader reader) => Offers.Add($"reader: {reader.FormatId}");

        public void Add(ITimelineWriter writer) => Offers.Add($"writer: {writer.FormatId}");

        public void Add(IReportWriter writer) => Offers.Add($"report: {writer.FormatId}");

        public void Add(IContractReportWriter writer) => Offers.Add($"contract report: {writer.FormatId}");

        public void Add(IRecognizerProvider recognizer) => throw new InvalidOperationException();

        public void Add(TimelineSchema schema) => throw new InvalidOperationException();
    }
}
