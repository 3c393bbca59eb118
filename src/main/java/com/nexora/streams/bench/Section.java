package com.nexora.streams.bench;

import java.util.List;

/**
 * One scenario's part of the report.
 *
 * @param markdown with its heading
 * @param rows the same as data
 */
public record Section(String markdown, List<Row> rows) {}
