using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using ScreenTime.Recognition.Models;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Sessions;

/// <summary>An ONNX model ready to run on one execution provider.</summary>
internal sealed class OnnxModel : IDisposable
{
    // A constant, so that more cores never give other digits (1 and 2 threads gave the same bits, 3 gave others). One thread a run wastes nothing on waiting for
    // others: more cores run more frames side by side (ProcessorShare).
    private const int IntraOpThreads = 1;

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly ExecutionProvider _provider;
    private readonly IDeviceGate _gate;

    // Before its first answer a provider that does not work is the ladder's business.
    private volatile bool _tried;

    /// <summary>Loads a model.</summary>
    /// <param name="bytes">The ONNX file's content.</param>
    /// <param name="provider">Where to run it.</param>
    /// <param name="gate">The host's gate, held during every run on a GPU.</param>
    /// <param name="batch">The name of the free batch dimension and the size that a GPU provider is given for it.</param>
    /// <exception cref="OnnxRuntimeException">The model or the provider does not work; native loading may throw others.</exception>
    public OnnxModel(byte[] bytes, ExecutionProvider provider, IDeviceGate gate, (string Name, int Size) batch)
    {
        _ = Runtime.Instance;
        _provider = provider;
        _gate = gate;
        // Options are never used again after a failed attempt: a provider that was appended stays appended.
        using var options = new SessionOptions
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = IntraOpThreads,
            InterOpNumThreads = 1,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.use_deterministic_compute", "1");
        // The exact way is slower, so it is for those alone that need it: it costs most of what 8 bits gain (docs/performance.md).
        if (ByteProducts.Overflow)
            options.AddSessionConfigEntry("session.x64quantprecision", "1");
        switch (provider.Kind)
        {
            case DeviceKind.DirectMl:
                DirectMlLibrary.LoadBesideRuntime();
                // DirectML's own rules: no memory pattern, sequential, and fixed shapes so that operators are compiled once.
                options.EnableMemoryPattern = false;
                if (batch.Name.Length > 0)
                    options.AddFreeDimensionOverrideByName(batch.Name, batch.Size);
                options.AppendExecutionProvider_DML(provider.Index);
                break;
            case DeviceKind.Cuda:
                if (batch.Name.Length > 0)
                    options.AddFreeDimensionOverrideByName(batch.Name, batch.Size);
                using (var cuda = new OrtCUDAProviderOptions())
                {
                    cuda.UpdateOptions(CudaOptions(provider.Index));
                    options.AppendExecutionProvider_CUDA(cuda);
                }

                break;
        }

        _session = new InferenceSession(bytes, options);
    }

    // 32 bits are 32 bits: TF32, which CUDA would take, keeps ten of the fraction. And the kernels are chosen by rule: where the fastest are chosen by trying them, which is the usual way, two runs
    // may choose differently and give other digits.
    private static Dictionary<string, string> CudaOptions(int index) => new()
    {
        ["device_id"] = index.ToString(CultureInfo.InvariantCulture),
        ["use_tf32"] = "0",
        ["cudnn_conv_algo_search"] = "HEURISTIC",
    };

    /// <summary>Loads the model of a folder and holds its description against it.</summary>
    /// <param name="model">The folder.</param>
    /// <param name="provider">Where to run it.</param>
    /// <param name="gate">The host's gate, held during every run on a GPU.</param>
    /// <param name="batch">How many pictures a GPU provider is given a run.</param>
    /// <exception cref="UserException">The description does not fit the file, the file was exchanged, or the processor cannot run it.</exception>
    /// <exception cref="OnnxRuntimeException">Another provider does not work; native loading may throw others.</exception>
    public static OnnxModel Open(ModelFolder model, ExecutionProvider provider, IDeviceGate gate, int batch)
    {
        OnnxModel session;
        try
        {
            session = new OnnxModel(model.ReadContent(), provider, gate, (model.Input.Batch, batch));
        }
        catch (OnnxRuntimeException e) when (provider.IsCpu)
        {
            throw new UserException(
                ExitCode.InputInvalid, $"The file of the model \"{model.Id}\" is no ONNX model that can run here ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}); export it again, with opset 7 to 21.", e);
        }

        try
        {
            // On a GPU the free dimension has been given a size, which is no longer what the description says; every file is opened on the processor first.
            if (provider.IsCpu)
                DeclaredShapes.Check(model, DeclaredShapes.Of(session._session.InputMetadata), DeclaredShapes.Of(session._session.OutputMetadata));
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Runs the model and hands each output to <paramref name="take"/> while its memory is valid.</summary>
    /// <param name="inputs">Input names and tensors; the caller keeps them.</param>
    /// <param name="outputs">Which outputs, in which order.</param>
    /// <param name="take">Called once an output with its index, shape and values.</param>
    /// <param name="cancellationToken">Stops waiting for the device.</param>
    public async Task RunAsync(
        IReadOnlyList<(string Name, OrtValue Value)> inputs, IReadOnlyList<string> outputs, TakeOutput take, CancellationToken cancellationToken)
    {
        if (_provider.IsCpu)
        {
            await Task.Run(Run, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var pass = await _gate.EnterAsync(_provider.Name, cancellationToken).ConfigureAwait(false);
        await Task.Run(Run, cancellationToken).ConfigureAwait(false);

        void Run()
        {
            IDisposableReadOnlyCollection<OrtValue> results;
            try
            {
                results = _session.Run(_run, [.. inputs.Select(i => i.Name)], [.. inputs.Select(i => i.Value)], outputs);
            }
            catch (Exception e) when (_tried && e is (OnnxRuntimeException or SEHException))
            {
                throw DeviceFailure(_provider, e);
            }

            _tried = true;
            using (results)
                for (var i = 0; i < results.Count; i++)
                    take(i, results[i].GetTensorTypeAndShape().Shape, results[i].GetTensorDataAsSpan<float>());
        }
    }

    /// <summary>
    /// What to say of a device that worked and fails now: a GPU that was lost, or whose memory others took. The run ends there; going on with another provider would mix digits
    /// within a result.
    /// </summary>
    internal static UserException DeviceFailure(ExecutionProvider provider, Exception failure)
    {
        var words = failure.Message.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd('.');
        return new UserException(
            ExitCode.DeviceFailed,
            provider.IsCpu
                ? $"the processor could not finish a frame ({words}): free some memory and run the same command again; it goes on from here"
                : $"{provider.Name} failed in the middle of the run ({words}): run the same command again to go on from here, or with --device cpu to begin anew on the processor",
            failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }
}

/// <summary>Takes one output of a run; the values are gone when it returns.</summary>
internal delegate void TakeOutput(int index, long[] shape, ReadOnlySpan<float> values);
