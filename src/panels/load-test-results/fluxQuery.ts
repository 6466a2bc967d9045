/** What asks InfluxDB for the results, from the default bucket of results. */
export const fluxQuery = `from(bucket: "loadtest_results")
  |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
  |> filter(fn: (r) => r._measurement == "load_test_run")
  |> pivot(rowKey: ["_time", "test", "environment"], columnKey: ["_field"], valueColumn: "_value")
  |> group()
  |> sort(columns: ["_time"], desc: true)`;
