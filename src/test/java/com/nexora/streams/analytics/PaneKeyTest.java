package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.catalogue.StoreKey;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PaneKeyTest {

  @Property(tries = 500)
  void shouldWriteWhatTheSharedEncodingWrites(
      @ForAll final byte[] owner, @ForAll final long start) {
    // When
    final byte[] key = PaneKey.of(owner, PaneKey.MINUTE, start);

    // Then
    assertThat(key).isEqualTo(StoreKey.of().part(owner).kind('1').number(start).bytes());
    assertThat(PaneKey.start(key)).isEqualTo(start);
  }
}
