package com.nexora.streams.ocsf;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What an NHI event's body says about risk, and what it must not be able to do. */
final class OcsfSignalsTest {

  @Example
  void shouldReadBothSignalsWhereverTheyStand() {
    // Given
    final String body =
        "{\"a\":{\"unmapped\":{\"risk_score\":1}},\"unmapped\":{\"x\":[1,{\"risk_score\":2}],"
            + "\"baseline_deviation\":0.25,\"risk_score\":7},\"z\":[]}";

    // When
    final OcsfSignals signals = OcsfSignals.read(body);

    // Then
    assertThat(signals).isEqualTo(new OcsfSignals(7, 0.25, true));
  }

  @Example
  void shouldFindNoSignalInABodyWithoutAny() {
    assertThat(OcsfSignals.read("{\"class_uid\":3004}")).isEqualTo(new OcsfSignals(0, 0, true));
    assertThat(OcsfSignals.read("")).isEqualTo(new OcsfSignals(0, 0, true));
    assertThat(OcsfSignals.read("{\"unmapped\":{\"risk_score\":null}}").isReadable()).isTrue();
    assertThat(OcsfSignals.read("{\"unmapped\":7}").isReadable()).isTrue();
  }

  @Example
  void shouldTakeNothingFromABodyItCannotTrust() {
    final String[] bodies = {
      "{\"unmapped\":{\"risk_score\":7}",
      "{\"unmapped\":{\"risk_score\":7}} x",
      "[\"unmapped\"]",
      "{\"unmapped\":{\"risk_score\":\"7\"}}",
      "{\"unmapped\":{\"risk_score\":70}}",
      "{\"unmapped\":{\"risk_score\":-1}}",
      "{\"unmapped\":{\"risk_score\":NaN}}",
      "{\"unmapped\":{\"risk_score\":7,\"baseline_deviation\":1.5}}",
      "{\"unmapped\":{\"deep\":" + "[".repeat(100_000) + "}}",
      "\"unmapped\""
    };
    for (final String body : bodies) {
      assertThat(OcsfSignals.read(body))
          .as(body.substring(0, Math.min(60, body.length())))
          .isEqualTo(new OcsfSignals(0, 0, false));
    }
  }

  @Property(tries = 200)
  void shouldNeverThrow(@ForAll final String noise) {
    // When
    final OcsfSignals signals = OcsfSignals.read("{\"unmapped\":{" + noise);

    // Then
    assertThat(signals.risk()).isBetween(0.0, 10.0);
  }
}
