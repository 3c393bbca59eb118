package com.nexora.streams.imports;

import com.fasterxml.jackson.databind.JsonNode;

/** Turns one record of some format into an event. Pure. */
@FunctionalInterface
public interface RecordMapping {

  /**
   * @param shiftMillis added to the event's time
   * @throws RefusedException if the record is no valid event; the message names the field
   */
  Importable map(JsonNode record, long shiftMillis) throws RefusedException;
}
