namespace ScreenTime.Host.Tests.Jobs;

/// <summary>A clock that goes on when a test says so.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public void Advance(double seconds) => _now += TimeSpan.FromSeconds(seconds).Ticks;
}
