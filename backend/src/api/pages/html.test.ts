import fc from '../../testing/seeded-fast-check';
import { html } from './html';

describe('html', () => {
  it('escapes whatever is put in, in elements and in attributes', () => {
    const hostile = `<script>alert("1" & '2')</script>`;
    expect(html`<p title="${hostile}">${hostile}</p>`.toString()).toBe(
      '<p title="&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;">' +
        '&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;</p>'
    );
  });

  it('puts pieces in as they are, lists one after the other, and leaves out what is nothing', () => {
    const items = ['a', 'b & c'].map((item) => html`<li>${item}</li>`);
    expect(html`${items}${null}${false}${undefined}${0}`.toString()).toBe('<li>a</li><li>b &amp; c</li>0');
  });

  it('lets no text end its element or its attribute, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html`${text}`.toString()).not.toMatch(/[<>"']/);
      })
    );
  });
});
