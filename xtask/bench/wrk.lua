-- Sends the requests of `cargo xtask bench gateway`, and prints the results as one line of JSON.
-- Arguments: METHOD, a file with the body or "-", and headers as "name: value".

function init(arguments)
  wrk.method = arguments[1]
  if arguments[2] ~= "-" then
    local file = assert(io.open(arguments[2], "rb"))
    wrk.body = file:read("*a")
    file:close()
  end
  for index = 3, #arguments do
    local name, value = arguments[index]:match("^(.-): (.*)$")
    wrk.headers[name] = value
  end
  request_text = wrk.format()
end

-- The request is formatted once, because formatting each one would make the client slower than the servers.
function request()
  return request_text
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '{"per_second": %.3f, "failed": %d, "p50_ms": %.4f, "p99_ms": %.4f}\n',
    summary.requests / (summary.duration / 1e6),
    failed,
    latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3
  ))
end
