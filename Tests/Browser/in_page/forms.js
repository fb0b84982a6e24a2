// The forms of the page that something can be written or chosen in: what tells them from others, by their place.
() =>
  [...document.querySelectorAll("main form")].flatMap((form, place) => {
    const fields = [...form.elements].filter((field) =>
      field.matches("textarea,select,input:not([type=hidden],[type=submit],[type=button])"),
    );
    if (form.getAttribute("method") !== "post" || !fields.length) return [];
    const path = new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
    // Without the numbers and keys in it, so that the same form of two posts is one.
    const kind = path.replace(/\d{3,}|[\w-]{20,}/g, "…");
    return [{ place, kind: [kind, ...fields.map((field) => field.name)].join(" ") }];
  });
