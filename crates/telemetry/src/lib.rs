//! Logs, traces and metrics.
//!
//! Logs go to standard error, as text or JSON lines. With an OTLP endpoint, spans and logs go there too, and one
//! trace follows a request through all services by the `traceparent` header. Metrics have the Prometheus text form.
#![forbid(unsafe_code)]

use http::HeaderMap;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use opentelemetry::propagation::{Extractor, Injector};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry::{Context, global};
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{LogExporter, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, Registry};

/// How to tell what happens.
#[derive(Debug, Clone)]
pub struct Options {
    /// The name of this process in traces, such as `kontor-ticket`.
    pub process: String,
    /// Where OTLP over gRPC goes, such as `http://collector:4317`; none for nowhere.
    pub otlp_endpoint: Option<String>,
    /// JSON lines instead of text.
    pub json: bool,
    /// What is logged, such as `info` or `info,kontor_outbox=debug`.
    pub filter: String,
}

/// Why telemetry cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter cannot be read.
    #[error("the log filter is wrong: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The OTLP endpoint cannot be used.
    #[error("the OTLP endpoint cannot be used: {0}")]
    Otlp(#[from] opentelemetry_otlp::ExporterBuildError),
    /// Someone set it up before.
    #[error("telemetry is set up already")]
    Twice,
}

/// Sends what waits when dropped.
#[derive(Debug, Default)]
pub struct Guard {
    traces: Option<SdkTracerProvider>,
    logs: Option<SdkLoggerProvider>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        // At the end there is nobody left to tell that the collector is gone.
        let _ = self.traces.take().map(|t| t.shutdown());
        let _ = self.logs.take().map(|l| l.shutdown());
    }
}

/// Sets up logs and traces of the process. Keep the guard until the end.
///
/// # Errors
/// [`TelemetryError`].
pub fn init(options: &Options) -> Result<Guard, TelemetryError> {
    let filter = EnvFilter::try_new(format!("{},h2=off,hyper=off,tonic=off", options.filter))?;
    let text = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let text = if options.json { text.json().boxed() } else { text.compact().boxed() };
    let mut layers: Vec<Box<dyn tracing_subscriber::Layer<Registry> + Send + Sync>> = vec![text];
    let mut guard = Guard::default();
    if let Some(endpoint) = &options.otlp_endpoint {
        global::set_text_map_propagator(TraceContextPropagator::new());
        TRACES.store(true, Ordering::Relaxed);
        let resource = Resource::builder().with_service_name(options.process.clone()).build();
        let spans = SpanExporter::builder().with_tonic().with_endpoint(endpoint).build()?;
        let traces =
            SdkTracerProvider::builder().with_batch_exporter(spans).with_resource(resource.clone()).build();
        layers.push(tracing_opentelemetry::layer().with_tracer(traces.tracer("kontor")).boxed());
        let logs = LogExporter::builder().with_tonic().with_endpoint(endpoint).build()?;
        let logs = SdkLoggerProvider::builder().with_batch_exporter(logs).with_resource(resource).build();
        layers.push(OpenTelemetryTracingBridge::new(&logs).boxed());
        guard = Guard { traces: Some(traces), logs: Some(logs) };
    }
    Registry::default().with(layers.with_filter(filter)).try_init().map_err(|_| TelemetryError::Twice)?;
    Ok(guard)
}

/// The metrics of this process, set up at the first call.
///
/// # Panics
/// When another recorder was installed before, which nothing in this workspace does.
pub fn metrics() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
        let builder = PrometheusBuilder::new().set_buckets(&buckets).expect("the buckets are not empty");
        builder.install_recorder().expect("nobody else installs a recorder")
    })
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|v| v.to_str().ok())
    }
    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}

struct HeadersMut<'a>(&'a mut HeaderMap);

impl Injector for HeadersMut<'_> {
    fn set(&mut self, key: &str, value: String) {
        let name = http::HeaderName::try_from(key);
        if let (Ok(name), Ok(value)) = (name, http::HeaderValue::try_from(value)) {
            self.0.insert(name, value);
        }
    }
}

/// Whether traces go anywhere. Where they do not, requests carry none on.
static TRACES: AtomicBool = AtomicBool::new(false);

/// Lets a span continue the trace that a request's headers name.
pub fn continue_trace(span: &Span, headers: &HeaderMap) {
    if TRACES.load(Ordering::Relaxed) && headers.contains_key("traceparent") {
        let parent = global::get_text_map_propagator(|p| p.extract(&Headers(headers)));
        // Fails only where no trace layer is installed; there is nothing to continue then.
        let _ = span.set_parent(parent);
    }
}

/// Writes the present span into the headers of an outgoing request.
pub fn pass_trace(headers: &mut HeaderMap) {
    if !TRACES.load(Ordering::Relaxed) {
        return;
    }
    let context: Context = Span::current().context();
    global::get_text_map_propagator(|p| p.inject_context(&context, &mut HeadersMut(headers)));
}
