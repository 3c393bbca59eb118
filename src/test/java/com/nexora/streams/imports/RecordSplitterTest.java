package com.nexora.streams.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordSplitterTest {

  private static final int LIMIT = 64;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1}\n{\"b\":\"]},{\"}\n",
        "{\"a\":1}\r\n\r\n  {\"b\":\"]},{\"}",
        "{\"Records\":[{\"a\":1},{\"b\":\"]},{\"}]}",
        "{ \"Records\" : [ {\"a\":1} ,\n {\"b\":\"]},{\"} ] , \"more\": 1 }\n",
        "[{\"a\":1},{\"b\":\"]},{\"}]",
        "\uFEFF{\"a\":1}\n{\"b\":\"]},{\"}",
        "{\"Records\":[{\"a\":1}]}\n{\"Records\":[{\"b\":\"]},{\"}]}\n",
        "{\"a\":1}\n{\"Records\":[{\"b\":\"]},{\"}]}"
      })
  void shouldCutTheSameTwoRecordsOutOfEveryLayout(final String input) throws Exception {
    // Given an input layout
    // When
    final List<RawRecord> records = cut(input);

    // Then
    assertThat(records)
        .extracting(raw -> new String(raw.bytes(), StandardCharsets.UTF_8).strip())
        .containsExactly("{\"a\":1}", "{\"b\":\"]},{\"}");
  }

  @Test
  void shouldGoOnBehindABrokenLineAndSayWhereRecordsStart() throws Exception {
    // Given
    final String input = "{\"a\":1\n\n{\"b\":2}\n";

    // When
    final List<RawRecord> records = cut(input);

    // Then
    assertThat(records).extracting(RawRecord::line).containsExactly(1L, 3L);
  }

  @Test
  void shouldNotKeepARecordLargerThanTheLimitButCountIt() throws Exception {
    // Given
    final String large = "{\"x\":\"" + "y".repeat(1_000) + "\"}";

    // When
    final List<RawRecord> records = cut("{\"Records\":[" + large + ",{\"b\":2}]}");

    // Then
    assertThat(records).extracting(RawRecord::size).containsExactly(1_008L, 7L);
    assertThat(records.get(0).bytes()).isEmpty();
  }

  @Test
  void shouldSayWhenTheFileEndsInsideARecord() throws Exception {
    // Given
    final String input = "{\"Records\":[{\"a\":1},{\"b\":";

    // When
    final List<RawRecord> records = cut(input);

    // Then
    assertThat(records).extracting(RawRecord::whole).containsExactly(true, false);
  }

  @Property(tries = 200)
  void shouldGiveBackEveryTextWhateverItHolds(
      @ForAll @Size(max = 8) final List<String> texts, @ForAll final boolean lines)
      throws Exception {
    // Given
    final ObjectMapper json = new ObjectMapper();
    final List<String> records = new ArrayList<>();
    for (final String text : texts) {
      final ObjectNode record = json.createObjectNode().put("t", text);
      records.add(json.writeValueAsString(record));
    }
    final String input =
        lines ? String.join("\n", records) : "{\"Records\":[" + String.join(",", records) + "]}";

    // When
    final List<RawRecord> cut = cut(input, 1_000_000);

    // Then
    final List<String> back = new ArrayList<>();
    for (final RawRecord raw : cut) {
      back.add(json.readTree(raw.bytes()).get("t").textValue());
    }
    assertThat(back).hasSize(texts.size());
    for (int i = 0; i < back.size(); i++) {
      assertThat(back.get(i).getBytes(StandardCharsets.UTF_8))
          .isEqualTo(texts.get(i).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static List<RawRecord> cut(final String input) throws Exception {
    return cut(input, LIMIT);
  }

  private static List<RawRecord> cut(final String input, final int limit) throws Exception {
    final RecordSplitter splitter =
        new RecordSplitter(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), limit);
    final List<RawRecord> records = new ArrayList<>();
    for (Optional<RawRecord> raw = splitter.next(); raw.isPresent(); raw = splitter.next()) {
      records.add(raw.get());
    }
    return records;
  }
}
