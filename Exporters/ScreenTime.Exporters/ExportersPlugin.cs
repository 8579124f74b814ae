using ScreenTime.Exporters.Avid;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Exporters.Mlt;
using ScreenTime.Exporters.Otio;
using ScreenTime.Exporters.Report;
using ScreenTime.Exporters.Report.Contract;
using ScreenTime.Exporters.Report.Pdf;
using ScreenTime.Exporters.Resolve;
using ScreenTime.Exporters.Subtitles;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters;

/// <summary>The formats that ScreenTime brings: OTIO, CMX3600 EDL, DaVinci Resolve marker EDL, Final Cut Pro 7 and Premiere XML, FCPXML, Avid marker text, Kdenlive, MLT, WebVTT, SubRip, CSV and JSON.</summary>
public sealed class ExportersPlugin : IScreenTimePlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.Add(new OtioReader());
        registry.Add(new EdlReader());
        registry.Add(new AvidMarkerReader());
        registry.Add(new XmemlReader());
        registry.Add(new FcpxmlReader());
        registry.Add(new KdenliveReader());
        registry.Add(new MltReader());
        registry.Add(new OtioWriter());
        registry.Add(new OtioWriter(OtioTarget.Resolve));
        registry.Add(new OtioWriter(OtioTarget.Kdenlive));
        registry.Add(new OtioWriter(OtioTarget.Clip1));
        registry.Add(new OtioBundleWriter(folder: false));
        registry.Add(new OtioBundleWriter(folder: true));
        registry.Add(new EdlWriter());
        registry.Add(new EdlSelectsWriter());
        registry.Add(new ResolveMarkerEdlWriter());
        registry.Add(new AvidMarkerWriter());
        registry.Add(new XmemlWriter());
        registry.Add(new FcpxmlWriter());
        registry.Add(new KdenliveWriter());
        registry.Add(new MltWriter());
        registry.Add(new CsvReportWriter());
        registry.Add(new JsonReportWriter());
        registry.Add(new WebVttWriter());
        registry.Add(new SrtWriter());
        registry.Add(new ContractHtmlWriter());
        registry.Add(new ContractPdfWriter());
        registry.Add(new ContractCsvWriter());
        registry.Add(new ContractJsonWriter());
    }
}
