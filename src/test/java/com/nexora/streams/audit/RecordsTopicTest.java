package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RecordsTopicTest {

  @Test
  void shouldNameALogByItsRetentionClassAndPartition() {
    // When // Then
    assertThat(RecordsTopic.logId("audit.records", 3)).contains("default/3");
    assertThat(RecordsTopic.logId("audit.records.short", 0)).contains("short/0");
    assertThat(RecordsTopic.logId("audit.checkpoints", 0)).isEmpty();
    assertThat(RecordsTopic.logId("audit.records.", 0)).isEmpty();
  }
}
