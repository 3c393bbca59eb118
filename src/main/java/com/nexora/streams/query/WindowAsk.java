package com.nexora.streams.query;

import com.nexora.streams.analytics.MetricsReader;
import com.nexora.streams.analytics.PaneSeries;
import com.nexora.streams.analytics.Window;
import com.nexora.streams.analytics.WindowMetrics;
import com.nexora.streams.catalogue.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks of somebody's figures: one trailing window, or a series of them. The same for
 * an agent, a tenant, a tool and a type of tasks.
 */
final class WindowAsk {

  static final String WINDOW = "window";
  static final String AT = "at";

  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String STEP = "step";

  private final Parameters parameters;
  private final Clock clock;

  WindowAsk(final Parameters parameters, final Clock clock) {
    this.parameters = parameters;
    this.clock = clock;
  }

  /** Names of the parameters that are read here, and further ones. */
  static Set<String> parameters(final String... further) {
    final Set<String> all = new TreeSet<>(List.of(WINDOW, AT, FROM, TO, STEP, Quantiles.NAME));
    all.addAll(List.of(further));
    return all;
  }

  /** Makes the JSON of a window. */
  @FunctionalInterface
  interface View {

    /**
     * @param window as it was asked for, null for a point of a series
     * @param served null for a point of a series
     */
    Object of(
        @Nullable String window,
        WindowMetrics measured,
        Quantiles quantiles,
        @Nullable Served served);
  }

  /** Answers about what lies in every partition, as the figures of a tenant do. */
  static Answer everywhere(
      final Backend backend,
      final Clock clock,
      final Call call,
      final PaneSeries owner,
      final View view) {
    final StateReads reads = new StateReads(backend.stores());
    final MetricsReader reader =
        new MetricsReader(
            reads.all(Stores.METRIC_PANES, call.parameters().flag(Pages.PARTIAL)),
            backend.tenants().apply(call.tenant()).keptSince(clock.millis()));
    return new WindowAsk(call.parameters(), clock)
        .answer(
            reader,
            owner,
            view,
            Served.active(backend.instance(), reads.complete(Stores.METRIC_PANES)));
  }

  /** The answer about one owner of figures. */
  Answer answer(
      final MetricsReader reader, final PaneSeries owner, final View view, final Served served) {
    final Quantiles quantiles = Quantiles.of(parameters);
    if (isTrailing()) {
      final Window window = window();
      final WindowMetrics measured = reader.window(owner, window, at(), quantiles.values());
      return Answer.json(view.of(window.label(), measured, quantiles, served), served.complete());
    }
    final List<Object> points =
        series(reader, owner, quantiles).stream()
            .map(point -> view.of(null, point, quantiles, null))
            .toList();
    return Answer.json(new Served.Listing(points, null, served), served.complete());
  }

  private boolean isTrailing() {
    return parameters.text(FROM) == null
        && parameters.text(TO) == null
        && parameters.text(STEP) == null;
  }

  private long at() {
    final Long at = parameters.time(AT);
    return at == null ? clock.millis() : at;
  }

  /** The trailing window, five minutes if nobody says. */
  Window window() {
    final String label = parameters.text(WINDOW);
    return label == null
        ? Window.FIVE_MINUTES
        : Window.of(label)
            .orElseThrow(
                () ->
                    Problem.parameter(
                        WINDOW,
                        "There is no such window.",
                        Arrays.stream(Window.values())
                            .map(Window::label)
                            .collect(Collectors.joining(", "))));
  }

  private List<WindowMetrics> series(
      final MetricsReader reader, final PaneSeries owner, final Quantiles quantiles) {
    if (parameters.text(WINDOW) != null || parameters.text(AT) != null) {
      throw Problem.parameter(
          WINDOW,
          "A series has no window and no at.",
          "either window and at, or from, to and step");
    }
    final Long from = parameters.time(FROM);
    final Duration asked = parameters.span(STEP);
    if (from == null) {
      throw Problem.parameter(FROM, "A series needs a start.", "a time");
    }
    final Long to = parameters.time(TO);
    final long end = to == null ? clock.millis() : to;
    Parameters.checkSpan(from, end);
    final Duration step = asked == null ? Duration.ofMinutes(1) : asked;
    try {
      return reader.series(owner, from, end, step, quantiles.values());
    } catch (final IllegalArgumentException e) {
      throw Problem.parameter(
          STEP,
          String.valueOf(e.getMessage()),
          "whole minutes, at most " + MetricsReader.MAX_POINTS + " points over at most 8 days");
    }
  }
}
