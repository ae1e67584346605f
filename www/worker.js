//! One timeout, apart from the page, whose own ones come once a minute while nobody looks at it.
//! Milliseconds come in and replace those before; a message goes out when they are over.

let timer;

onmessage = ({ data }) => {
  clearTimeout(timer);
  timer = setTimeout(() => postMessage(0), data);
};
