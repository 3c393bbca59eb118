package com.nexora.streams.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class JsonTextTest {

  private static final ObjectMapper JACKSON = new ObjectMapper();

  @Property(tries = 300)
  void shouldWriteWhatJacksonReadsBack(
      @ForAll final String name, @ForAll final String text, @ForAll final long number)
      throws JsonProcessingException {
    // Given
    final Map<String, Object> value = new LinkedHashMap<>();
    value.put("text " + name, List.of(text, number, true, Map.of(name, text)));

    // When
    final JsonNode read = JACKSON.readTree(JsonText.of(value));

    // Then
    final JsonNode list = read.get(clean("text " + name));
    assertThat(list.get(0).asText()).isEqualTo(clean(text));
    assertThat(list.get(1).asLong()).isEqualTo(number);
    assertThat(list.get(2).asBoolean()).isTrue();
    assertThat(list.get(3).get(clean(name)).asText()).isEqualTo(clean(text));
  }

  @Example
  void shouldStayValidForWhateverItIsGiven() throws JsonProcessingException {
    // Given
    final Map<String, Object> odd = new LinkedHashMap<>();
    odd.put("nan", Double.NaN);
    odd.put("object", new StringBuilder("a \"builder\""));
    odd.put("none", null);
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    odd.put("deep", deep);

    // When
    final JsonNode read = JACKSON.readTree(JsonText.of(odd));

    // Then
    assertThat(read.get("nan").isNull()).isTrue();
    assertThat(read.get("none").isNull()).isTrue();
    assertThat(read.get("object").asText()).isEqualTo("a \"builder\"");
    assertThat(read.get("deep").toString()).contains("[too deep]");
  }

  /** What is no Unicode text cannot come back. */
  private static String clean(final String text) {
    final StringBuilder clean = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      final int point = text.codePointAt(i);
      i += Character.charCount(point);
      clean.appendCodePoint(point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point);
    }
    return clean.toString();
  }
}
