//! A timer in a dedicated worker, because browsers throttle the timers of hidden pages to once a minute. A message with
//! milliseconds sets the timer, replacing the last one; a message is posted when it fires.

let timer;

onmessage = ({ data }) => {
  clearTimeout(timer);
  timer = setTimeout(() => postMessage(0), data);
};
