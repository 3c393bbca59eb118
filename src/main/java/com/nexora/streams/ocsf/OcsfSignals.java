package com.nexora.streams.ocsf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/**
 * The signals that an NHI event brings along in the {@code unmapped} object of its OCSF body
 * (REQUIREMENTS N3a).
 *
 * <p>Most bodies have none, and a body is larger than everything else in the event: it is parsed
 * only if it mentions {@code unmapped} at all, token by token, without building a tree.
 *
 * @param risk {@code unmapped.risk_score}, 0-10; 0 = no signal
 * @param deviation {@code unmapped.baseline_deviation}, 0-1; 0 = no signal
 * @param isReadable false if the body is not JSON, is nested too deeply, or a signal is no number
 *     in its range; it then brings no signals
 */
public record OcsfSignals(double risk, double deviation, boolean isReadable) {

  private static final OcsfSignals NONE = new OcsfSignals(0, 0, true);
  private static final OcsfSignals UNREADABLE = new OcsfSignals(0, 0, false);
  private static final int DEEPEST = 64;
  private static final double MOST_RISK = 10;
  private static final double MOST_DEVIATION = 1;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  /** Reads a body; never throws. */
  public static OcsfSignals read(final String body) {
    if (!body.contains("\"unmapped\"")) {
      return NONE;
    }
    try (JsonParser parser = JSON.createParser(body)) {
      return parse(parser);
    } catch (final IOException e) {
      return UNREADABLE;
    }
  }

  private static OcsfSignals parse(final JsonParser parser) throws IOException {
    OcsfSignals signals = NONE;
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return UNREADABLE;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      final boolean isUnmapped = "unmapped".equals(parser.currentName());
      if (parser.nextToken() == JsonToken.START_OBJECT && isUnmapped) {
        signals = unmapped(parser);
      } else {
        parser.skipChildren();
      }
    }
    return parser.nextToken() == null ? signals : UNREADABLE;
  }

  private static OcsfSignals unmapped(final JsonParser parser) throws IOException {
    double risk = 0;
    double deviation = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      final String name = parser.currentName();
      parser.nextToken();
      if ("risk_score".equals(name)) {
        risk = number(parser, MOST_RISK);
      } else if ("baseline_deviation".equals(name)) {
        deviation = number(parser, MOST_DEVIATION);
      } else {
        parser.skipChildren();
      }
    }
    return risk >= 0 && deviation >= 0 ? new OcsfSignals(risk, deviation, true) : UNREADABLE;
  }

  /** The number, 0 for null, or -1 if it is none between 0 and {@code most}. */
  private static double number(final JsonParser parser, final double most) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return 0;
    }
    if (!parser.currentToken().isNumeric()) {
      parser.skipChildren();
      return -1;
    }
    final double value = parser.getDoubleValue();
    return value >= 0 && value <= most ? value + 0.0 : -1;
  }
}
