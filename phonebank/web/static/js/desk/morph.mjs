// Make what is shown like what came fresh from the server, touching only what differs: focus,
// selection and scrolling stay where they are.

export function morph(there, fresh) {
  if (there.isEqualNode(fresh)) return;
  if (there.nodeName !== fresh.nodeName || there.id !== fresh.id) {
    there.replaceWith(fresh);
  } else if (there.nodeType === Node.ELEMENT_NODE) {
    morphAttributes(there, fresh);
    morphChildren(there, fresh);
  } else {
    there.nodeValue = fresh.nodeValue;
  }
}

function morphAttributes(there, fresh) {
  for (const { name } of [...there.attributes]) if (!fresh.hasAttribute(name)) there.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (there.getAttribute(name) !== value) there.setAttribute(name, value);
  }
}

export function morphChildren(there, fresh) {
  let spot = there.firstChild;
  for (const child of [...fresh.childNodes]) {
    const known = child.id ? [...there.children].find((each) => each.id === child.id) : null;
    while (known && spot !== known && !keeps(spot, fresh)) spot = removed(spot);
    if (known && known !== spot) there.insertBefore(known, spot);
    const at = known ?? (spot && !keeps(spot, fresh) ? spot : null);
    if (at) {
      spot = at === spot ? spot.nextSibling : spot;
      morph(at, child);
    } else {
      there.insertBefore(child, spot);
    }
  }
  while (spot) spot = removed(spot);
}

// Whether an element will be needed further on: it has an id that the fresh ones have too.
function keeps(node, fresh) {
  return Boolean(node?.id) && [...fresh.children].some((each) => each.id === node.id);
}

function removed(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}
