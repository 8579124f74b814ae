namespace OpenTimelineIO;

/// <summary>What an adapter read.</summary>
/// <param name="Content">The timeline, or a collection of several.</param>
/// <param name="Notes">A sentence for each thing that the file does not say and was assumed, or that was skipped.</param>
public sealed record AdapterReading(SerializableObject Content, IReadOnlyList<string> Notes);
