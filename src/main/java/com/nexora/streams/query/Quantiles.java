package com.nexora.streams.query;

import com.nexora.streams.analytics.MetricSummary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The quantiles that a caller wants besides median, P95 and P99, by the text that was sent, so that
 * a program finds its answer under the name that it asked by.
 */
final class Quantiles {

  static final String NAME = "quantiles";

  private static final int MOST = 10;
  private static final Pattern QUANTILE = Pattern.compile("0(\\.[0-9]{1,9})?|1(\\.0{1,9})?");
  private static final String ALLOWED =
      "at most " + MOST + " numbers from 0 to 1, separated by commas, e.g. 0.9,0.999";

  private final Map<String, Double> asked;

  private Quantiles(final Map<String, Double> asked) {
    this.asked = asked;
  }

  /**
   * Reads the parameter.
   *
   * @throws Problem 400 if one is no number from 0 to 1, or there are too many
   */
  static Quantiles of(final Parameters parameters) {
    final Map<String, Double> asked = new LinkedHashMap<>();
    final String text = parameters.nonEmpty(NAME);
    if (text != null) {
      for (final String quantile : text.split(",", -1)) {
        if (!QUANTILE.matcher(quantile).matches()) {
          throw Problem.parameter(NAME, "One of them is not a quantile.", ALLOWED);
        }
        asked.put(quantile, Double.valueOf(quantile));
      }
    }
    if (asked.size() > MOST) {
      throw Problem.parameter(NAME, asked.size() + " are too many.", ALLOWED);
    }
    return new Quantiles(asked);
  }

  /** As the reader takes them. */
  double[] values() {
    return asked.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Their values of one metric, by the text that was sent; null if none was asked for. */
  @Nullable Map<String, Double> of(final MetricSummary summary) {
    if (asked.isEmpty()) {
      return null;
    }
    final Map<String, Double> answer = new LinkedHashMap<>();
    asked.forEach((text, q) -> answer.put(text, summary.quantiles().get(q)));
    return answer;
  }
}
