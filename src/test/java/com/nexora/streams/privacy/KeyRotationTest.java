package com.nexora.streams.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.privacy.PayloadSeal.SubjectKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.PurgingRocksDbStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyRotationTest {

  private static final String FIRST = "pseudonym:" + key(9) + "\nkek:1:" + key(1);
  private static final String SECOND = "\nkek:2:" + key(2);
  private static final int SUBJECTS = 25;

  @TempDir private Path directory;
  private KeyValueStore<Bytes, byte[]> rows;

  @BeforeEach
  void open() {
    final Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "rotation");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    final StateStoreContext context =
        new MockProcessorContext<Void, Void>(settings, new TaskId(0, 0), directory.toFile())
            .getStateStoreContext();
    rows = PurgingRocksDbStore.supplier("keys", SubjectKeyStore::isDestroyed).get();
    rows.init(context, rows);
  }

  @AfterEach
  void close() {
    rows.close();
  }

  @Test
  void shouldWrapEveryKeyAnewAndKeepTheKeys() {
    // Given
    final PrivacyKeys first = keys(FIRST);
    final SubjectKeyStore before = new SubjectKeyStore(rows, first, "acts-0");
    final SubjectKey[] made = new SubjectKey[SUBJECTS];
    for (int i = 0; i < SUBJECTS; i++) {
      made[i] = before.key("acme", first.pseudonyms().of("acme", "s-" + i), 1);
    }
    before.erase(new EraseOrder("o", "acme", first.pseudonyms().of("acme", "s-0"), 5));
    before.nudge(1);

    // When
    final SubjectKeyStore rotating = new SubjectKeyStore(rows, keys(FIRST + SECOND), "acts-0");
    int rewrapped = 0;
    for (int step = 0; step < 10; step++) {
      rewrapped += rotating.rewrap(7);
    }

    // Then
    assertThat(rewrapped).isEqualTo(SUBJECTS - 1);
    final PrivacyKeys second = keys("pseudonym:" + key(9) + SECOND);
    final SubjectKeyStore after = new SubjectKeyStore(rows, second, "acts-0");
    for (int i = 1; i < SUBJECTS; i++) {
      assertThat(after.key("acme", second.pseudonyms().of("acme", "s-" + i), 1)).isEqualTo(made[i]);
    }
    assertThat(rotating.rewrap(1_000)).isZero();
  }

  @Test
  void shouldStopWhereAVersionIsMissing() {
    // Given
    final PrivacyKeys first = keys(FIRST);
    final String subject = first.pseudonyms().of("acme", "s");
    new SubjectKeyStore(rows, first, "acts-0").key("acme", subject, 1);

    // When
    final SubjectKeyStore without =
        new SubjectKeyStore(rows, keys("pseudonym:" + key(9) + SECOND), "acts-0");

    // Then
    assertThatThrownBy(() -> without.key("acme", subject, 1)).hasMessageContaining("version 1");
  }

  private static PrivacyKeys keys(final String text) {
    return PrivacyKeys.parse(text, Optional.empty());
  }

  private static String key(final int fill) {
    final byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
