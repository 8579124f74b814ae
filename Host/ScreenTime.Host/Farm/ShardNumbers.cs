using System.Globalization;

namespace ScreenTime.Host.Farm;

/// <summary>Numbers of shards in words.</summary>
internal static class ShardNumbers
{
    /// <summary>As in <c>shard 3</c> or <c>shards 1, 5 to 9</c>.</summary>
    public static string Of(IEnumerable<int> numbers)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (var number in numbers.Order())
        {
            if (ranges.Count > 0 && ranges[^1].Last == number - 1)
                ranges[^1] = (ranges[^1].First, number);
            else
                ranges.Add((number, number));
        }

        var text = string.Join(", ", ranges.Select(range => range.First == range.Last
            ? range.First.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{range.First}{(range.Last == range.First + 1 ? "," : " to")} {range.Last}")));
        return ranges is [var (first, last)] && first == last ? $"shard {text}" : $"shards {text}";
    }
}
