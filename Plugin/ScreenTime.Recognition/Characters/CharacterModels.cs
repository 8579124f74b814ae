using Microsoft.ML.OnnxRuntime;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;
using ScreenTime.Recognition.Heads;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Characters;

/// <summary>A backbone on an execution provider and, once the cast is trained, its head on the processor: a GPU would need longer for the way there and back than a processor for all of a head's work.</summary>
internal sealed class CharacterModels : IDisposable
{
    private readonly OnnxModel? _head;
    private readonly IReadOnlyList<Stage> _stages;
    private readonly int _characters;
    private readonly IReadOnlyList<Stage> _parts;

    public CharacterModels(BackboneModel backbone, HeadFile? head, ExecutionProvider provider, IDeviceGate gate)
    {
        Backbone = new Backbone(backbone, provider, gate);
        _stages = backbone.Stages;
        _characters = head?.Characters.Count ?? 0;
        _parts = [.. (head?.PartStages ?? []).Select(stage => backbone.Stages[stage])];
        try
        {
            _head = head is null ? null : new OnnxModel(head.Content, ExecutionProvider.Cpu, gate, (HeadGraph.Batch, 1));
        }
        catch
        {
            Backbone.Dispose();
            throw;
        }
    }

    public Backbone Backbone { get; }

    /// <summary>Runs the head on one frame's maps.</summary>
    public async Task<Sighting> JudgeAsync(IReadOnlyList<float[]> maps, CancellationToken cancellationToken)
    {
        var inputs = new List<(string, OrtValue)>();
        try
        {
            for (var s = 0; s < _stages.Count; s++)
                inputs.Add((_stages[s].Name, OrtValue.CreateTensorValueFromMemory(maps[s], [1, _stages[s].Channels, _stages[s].Rows, _stages[s].Columns])));
            var probabilities = new float[_characters];
            var evidence = _parts.Select(s => new float[_characters * s.Cells]).ToArray();
            await _head!.RunAsync(
                inputs,
                [HeadGraph.Probabilities, .. Enumerable.Range(0, _parts.Count).Select(HeadGraph.Evidence)],
                (output, _, values) => values.CopyTo(output == 0 ? probabilities : evidence[output - 1]),
                cancellationToken).ConfigureAwait(false);
            var regions = new SightingRegion?[_characters];
            for (var k = 0; k < _characters; k++)
                regions[k] = WinningCell.Find(k, _parts, evidence, Backbone.Model.Input);
            return new Sighting(probabilities, regions);
        }
        finally
        {
            foreach (var (_, value) in inputs)
                value.Dispose();
        }
    }

    /// <summary>Everything that the models put out for a fixed picture, to compare providers with.</summary>
    public async Task<IReadOnlyList<float[]>> WarmUpAsync(CancellationToken cancellationToken)
    {
        var input = Backbone.Model.Input;
        var picture = new byte[input.Width * input.Height * 3];
        for (var i = 0; i < picture.Length; i++)
        {
            // Smooth shades with some grain: every layer has something to answer to.
            var (x, y, c) = (i / 3 % input.Width, i / 3 / input.Width, i % 3);
            picture[i] = (byte)(((x * (c + 1) / 2) + (y * (3 - c)) + (unchecked((uint)i * 2654435761u) >> 28)) & 255);
        }

        var results = new List<float[]>();
        await Backbone.RunAsync([picture], (_, maps) => results.AddRange(maps.Select(map => (float[])map.Clone())), cancellationToken).ConfigureAwait(false);
        if (_head is not null)
            results.Add([.. (await JudgeAsync(FeatureCodec.Decode(FeatureCodec.Encode(results), _stages).Values(), cancellationToken).ConfigureAwait(false)).Probabilities]);
        return results;
    }

    public void Dispose()
    {
        Backbone.Dispose();
        _head?.Dispose();
    }
}
