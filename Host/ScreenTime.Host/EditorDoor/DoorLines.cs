using System.Text;
using Newtonsoft.Json;
using ScreenTime.Host.Jobs;

namespace ScreenTime.Host.EditorDoor;

/// <summary>
/// Progress as JSON lines (docs/host-door.md, docs/schemas/host-progress.schema.json), one object a line, ten a second at most. When nobody reads them any more, the job
/// is stopped: the editor is gone.
/// </summary>
/// <param name="output">Where the lines go.</param>
/// <param name="gone">Called once when they can't be written any more.</param>
/// <param name="clock">Says when the next line is due.</param>
internal sealed class DoorLines(Stream output, Action gone, TimeProvider clock) : IJobProgress
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private string _stage = "";
    private long? _last;
    private bool _closed;

    /// <inheritdoc/>
    public void Stage(string name)
    {
        lock (_lock)
        {
            if (name == _stage)
                return;
            _stage = name;
            _last = null;
            Write(("type", "stage"), ("stage", name));
        }
    }

    /// <inheritdoc/>
    public void Done(long done, long total, TimeLeft? left)
    {
        lock (_lock)
        {
            if (total <= 0 || (done < total && _last is { } last && clock.GetElapsedTime(last) < s_pace))
                return;
            _last = clock.GetTimestamp();
            if (left is { } estimate && done < total)
                Write(("type", "progress"), ("stage", _stage), ("done", done), ("total", total), ("secondsLeft", Math.Round(estimate.Time.TotalSeconds, 1)));
            else
                Write(("type", "progress"), ("stage", _stage), ("done", done), ("total", total));
        }
    }

    /// <inheritdoc/>
    public void Message(string sentence)
    {
        lock (_lock)
            Write(("type", "message"), ("text", sentence));
    }

    /// <summary>Writes any line.</summary>
    public void Write(params (string Name, object Value)[] fields)
    {
        lock (_lock)
        {
            if (_closed)
                return;
            var text = new StringBuilder();
            using (var writer = new JsonTextWriter(new StringWriter(text, System.Globalization.CultureInfo.InvariantCulture)))
            {
                writer.WriteStartObject();
                foreach (var (name, value) in fields)
                {
                    writer.WritePropertyName(name);
                    writer.WriteValue(value);
                }

                writer.WriteEndObject();
            }

            try
            {
                output.Write(Encoding.UTF8.GetBytes(text.Append('\n').ToString()));
                output.Flush();
            }
            catch (IOException)
            {
                _closed = true;
                gone();
            }
        }
    }
}
