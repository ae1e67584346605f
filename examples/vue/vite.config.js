import vue from '@vitejs/plugin-vue';

const isCustomElement = (tag) => tag.startsWith('haulout-');

export default { plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] };
